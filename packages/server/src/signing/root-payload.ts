import { decodeUtf8, type Kid, LivepinError, type TrustRoot } from '@livepin/core';
import { type Jwk, publicJwkOf, thumbprintOf } from './signing-key.ts';

/** Five years. */
export const defaultRootLifetimeSeconds = 5 * 365 * 86_400;

/** Times: seconds since 1970. */
export interface FirstRootSketch {
  readonly rootKeys: readonly Jwk[];
  readonly rootThreshold: number;
  readonly pinKeys: readonly Jwk[];
  readonly pinThreshold: number;
  readonly iat: number;
  readonly lifetimeSeconds?: number;
}

export interface RootChange {
  readonly addPinKeys?: readonly Jwk[];
  readonly dropPinKeys?: readonly Kid[];
  readonly addRootKeys?: readonly Jwk[];
  readonly dropRootKeys?: readonly Kid[];
  readonly rootThreshold?: number;
  readonly pinThreshold?: number;
  /** For stolen pin keys: versions of bundles start again, so that nothing the thief published stands in the way. */
  readonly raiseEpoch?: boolean;
  readonly iat: number;
  readonly lifetimeSeconds?: number;
}

/** The keys of one role, by key id, in the order in which they are listed. */
type RoleKeys = ReadonlyMap<Kid, object>;

/**
 * The payload of version 1, which begins a chain.
 * @throws {LivepinError} LP_ROOT_CHANGE, LP_ROLE_SHARED_KEY, LP_KEY_PRIVATE: clients would refuse such a root
 */
export function firstRootPayload(sketch: FirstRootSketch): object {
  const none: RoleKeys = new Map();
  const roles = {
    root: { keys: changed(none, 'root', sketch.rootKeys, []), threshold: sketch.rootThreshold },
    pins: { keys: changed(none, 'pin', sketch.pinKeys, []), threshold: sketch.pinThreshold },
  };
  return { spec: '1.0', version: 1, epoch: 1, ...datesOf(sketch), ...keysAndRoles(roles) };
}

/**
 * The payload of the trust root that follows `previous`. Keys that are dropped from a role leave the list: none is in
 * two roles. Keys of types that this version does not know are carried over as they stand.
 * @throws {LivepinError} LP_ROOT_CHANGE, LP_ROLE_SHARED_KEY, LP_KEY_PRIVATE: clients would refuse such a root
 */
export function nextRootPayload(previous: TrustRoot, change: RootChange): object {
  const { root, pins } = previous.roles;
  const listed = listedKeys(previous);
  const keysOf = (kids: Iterable<Kid>) => new Map([...kids].map((kid) => [kid, listed.get(kid)!]));
  const roles = {
    root: {
      keys: changed(keysOf(root.kids), 'root', change.addRootKeys ?? [], change.dropRootKeys ?? []),
      threshold: change.rootThreshold ?? root.threshold,
    },
    pins: {
      keys: changed(keysOf(pins.kids), 'pin', change.addPinKeys ?? [], change.dropPinKeys ?? []),
      threshold: change.pinThreshold ?? pins.threshold,
    },
  };
  return {
    spec: '1.0',
    chain: previous.chain,
    version: previous.version + 1,
    epoch: previous.epoch + (change.raiseEpoch ? 1 : 0),
    ...datesOf(change),
    ...keysAndRoles(roles),
  };
}

function datesOf({ iat, lifetimeSeconds = defaultRootLifetimeSeconds }: { iat: number; lifetimeSeconds?: number }) {
  return { iat, exp: iat + lifetimeSeconds };
}

// Read again from the bytes, because a parsed root keeps nothing of keys of unknown types.
function listedKeys({ jws, keys }: TrustRoot): RoleKeys {
  const payload = JSON.parse(decodeUtf8(jws.payloadBytes)!) as { keys: object[] };
  return new Map([...keys.keys()].map((kid, index) => [kid, payload.keys[index]!]));
}

function changed(keys: RoleKeys, role: string, add: readonly Jwk[], drop: readonly Kid[]): RoleKeys {
  const result = new Map(keys);
  for (const kid of drop) {
    if (!result.delete(kid)) throw wrong(`No ${role} key ${kid} is listed, so it cannot be dropped.`);
  }
  for (const jwk of add) {
    const kid = thumbprintOf(jwk);
    if (result.has(kid)) throw wrong(`The ${role} key ${kid} is listed already.`);
    result.set(kid, publicJwkOf(jwk));
  }
  return result;
}

function keysAndRoles({ root, pins }: Record<'root' | 'pins', { keys: RoleKeys; threshold: number }>) {
  const shared = [...root.keys.keys()].find((kid) => pins.keys.has(kid));
  if (shared) throw new LivepinError('LP_ROLE_SHARED_KEY', `The key ${shared} would have both roles.`);
  return {
    keys: [...root.keys.values(), ...pins.keys.values()],
    roles: { root: roleOf('root', root), pins: roleOf('pin', pins) },
  };
}

function roleOf(role: string, { keys, threshold }: { keys: RoleKeys; threshold: number }) {
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > keys.size) {
    throw wrong(`A threshold of ${threshold} of ${keys.size} ${role} keys cannot be met.`);
  }
  return { kids: [...keys.keys()], threshold };
}

function wrong(sentence: string): LivepinError<'LP_ROOT_CHANGE'> {
  return new LivepinError('LP_ROOT_CHANGE', sentence);
}
