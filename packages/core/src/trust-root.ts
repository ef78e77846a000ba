import { encodeBase64Url } from './base64.ts';
import type { Crypto } from './crypto.ts';
import { LivepinError } from './errors.ts';
import type { JsonObject } from './json.ts';
import { type Jws, parseJws } from './jws.ts';
import { asObject, at, distinctMember, formMember, integerMember, listMember, member } from './members.ts';
import { checkLifetime, checkSpec, secondsPerDay } from './payload.ts';
import { type Kid, type ListedKey, parseKey } from './public-key.ts';

declare const named: unique symbol;

/** The name of a line of trust roots: base64url of the SHA-256 of its first payload's bytes, 43 characters. */
export type ChainId = string & { readonly [named]: 'ChainId' };

export interface Role {
  readonly kids: ReadonlySet<Kid>;
  /** How many distinct keys of the role must sign: from 1 to the number of kids. */
  readonly threshold: number;
}

/** A trust root whose payload is well-formed. Whether anyone signed it, `acceptRoot` says. Times: seconds since 1970. */
export interface TrustRoot {
  readonly jws: Jws;
  readonly chain: ChainId;
  readonly version: number;
  readonly epoch: number;
  readonly iat: number;
  readonly exp: number;
  readonly keys: ReadonlyMap<Kid, ListedKey>;
  readonly roles: { readonly root: Role; readonly pins: Role };
}

const maxLifetimeSeconds = 3_653 * secondsPerDay;
const maxInteger = Number.MAX_SAFE_INTEGER;

/** @throws {LivepinError} the code of the first rule of `spec/protocol.md`, "Trust root payload", that the document breaks */
export async function parseTrustRoot(bytes: Uint8Array, crypto: Crypto): Promise<TrustRoot> {
  const jws = parseJws(bytes);
  const payload = jws.payload;
  checkSpec(payload);
  const version = integerMember(payload, '', 'version', 1, maxInteger);
  const epoch = integerMember(payload, '', 'epoch', 1, maxInteger);
  const { iat, exp } = checkLifetime(payload, 1, maxLifetimeSeconds);
  const keys = await parseKeys(payload, crypto);
  const chain = await chainOf(payload, version, jws, crypto);
  const roles = asObject(member(payload, '', 'roles'), 'roles');
  const root = parseRole(roles, 'root', keys);
  const pins = parseRole(roles, 'pins', keys);
  const shared = [...root.kids].find((kid) => pins.kids.has(kid));
  if (shared) throw new LivepinError('LP_ROLE_SHARED_KEY', `The key ${shared} has both roles.`);
  return { jws, chain, version, epoch, iat, exp, keys, roles: { root, pins } };
}

/** The keys of a role, as `verifyJws` wants them. */
export function keysOf(root: TrustRoot, role: Role): ReadonlyMap<Kid, ListedKey> {
  return new Map([...role.kids].map((kid) => [kid, root.keys.get(kid) ?? null]));
}

async function parseKeys(payload: JsonObject, crypto: Crypto): Promise<Map<Kid, ListedKey>> {
  const keys = new Map<Kid, ListedKey>();
  for (const [index, item] of listMember(payload, '', 'keys').entries()) {
    const where = `keys[${index}]`;
    const [kid, key] = await parseKey(asObject(item, where), where, crypto);
    if (keys.has(kid)) throw new LivepinError('LP_LIST_REPEATS', `keys lists the key ${kid} twice.`);
    keys.set(kid, key);
  }
  return keys;
}

async function chainOf(payload: JsonObject, version: number, jws: Jws, crypto: Crypto): Promise<ChainId> {
  if (version > 1) return chainMember(payload);
  if (payload.has('chain'))
    throw new LivepinError('LP_ROOT_FIRST_CHAIN', 'Version 1 names a chain, and it begins one.');
  return encodeBase64Url(await crypto.sha256(jws.payloadBytes)) as ChainId;
}

export function chainMember(payload: JsonObject): ChainId {
  return formMember(payload, '', 'chain', /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/, 'a chain name') as ChainId;
}

function parseRole(roles: JsonObject, name: 'root' | 'pins', keys: ReadonlyMap<Kid, ListedKey>): Role {
  const where = at('roles', name);
  const role = asObject(member(roles, 'roles', name), where);
  const kids = distinctMember(role, where, 'kids', { min: 1, max: 64 }, (text, place) => {
    if (keys.has(text as Kid)) return text as Kid;
    throw new LivepinError(
      'LP_ROLE_UNKNOWN_KEY',
      `${place}, ${JSON.stringify(text.slice(0, 60))}, is not among the keys.`,
    );
  });
  return { kids: new Set(kids), threshold: integerMember(role, where, 'threshold', 1, kids.length) };
}
