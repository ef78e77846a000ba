import {
  acceptBundle,
  acceptRoot,
  admissionOf,
  asVerifiedPath,
  bundleInForce,
  type ClientState,
  type Crypto,
  decodeBase64,
  decodeBase64Url,
  type Enforcement,
  encodeUtf8,
  enforcementOf,
  findPinSet,
  formatPin,
  formatStored,
  freshnessOf,
  isRootExpired,
  judgePaths,
  type Kid,
  type ListedKey,
  LivepinError,
  mergeStates,
  newestRoot,
  normalizeHost,
  openState,
  parseContent,
  parseHost,
  parseJson,
  parseJws,
  parsePin,
  parseStored,
  policyOf,
  type Refusal,
  storedOf,
  verifyJws,
} from '@livepin/core';
import type {
  ClientStep,
  ClientVector,
  DecisionVector,
  DeliveryStep,
  DocumentBytes,
  MatchVector,
  MergeStep,
  RestartStep,
  SignaturesVector,
  Summary,
  Vector,
} from './vector.ts';

/**
 * Runs one vector against core, in whatever engine this file runs in.
 * @returns null where all is as the vector says, else a sentence that tells the difference
 */
export async function runVector(vector: Vector, crypto: Crypto): Promise<string | null> {
  switch (vector.kind) {
    case 'pin':
      return differ(
        'pin',
        vector.expect,
        codeOr(() => parsePin(vector.text, 'text') && 'accepted'),
      );
    case 'pin-of-key':
      return differ('pin', vector.expect, formatPin(await crypto.sha256(decodeBase64(vector.spki)!)));
    case 'host': {
      const read = vector.reading === 'request' ? normalizeHost : parseHost;
      return differ(
        'host',
        vector.expect,
        codeOr(() => ({ host: read(vector.text, 'text') })),
      );
    }
    case 'match':
      return runMatch(vector);
    case 'decision':
      return runDecision(vector);
    case 'signatures':
      return runSignatures(vector, crypto);
    case 'client':
      return runClient(vector, crypto);
  }
}

function runMatch({ patterns, host, expect }: MatchVector): string | null {
  const policy = policyFrom({
    domains: patterns.map((pattern) => ({ ...pattern, mode: 'enforce', pins: [emptyPin] })),
  });
  return differ('pattern', expect, findPinSet(policy, normalizeHost(host))?.host ?? null);
}

function runDecision({ content, host: text, freshness, scheme, paths, expect }: DecisionVector): string | null {
  const host = normalizeHost(text);
  const policy = policyFrom(content);
  const admission = told(admissionOf(policy, host, freshness, scheme === 'https'));
  const refused = differ('admission', expect.admission, admission);
  if (refused || expect.judgement === undefined) return refused;
  const verified = paths.map((pins) =>
    asVerifiedPath(pins.map((pin) => ({ pin: parsePin(pin, 'path'), subject: '' }))),
  );
  const judgement = judgePaths(policy, host, verified);
  const verdict = 'depth' in judgement ? `${judgement.verdict} at ${judgement.depth}` : judgement.verdict;
  return (
    differ('judgement', expect.judgement, verdict) ??
    differ('enforcement', expect.enforcement, told(enforcementOf(policy, host, judgement)))
  );
}

async function runSignatures(
  { type, document, keys, expect }: SignaturesVector,
  crypto: Crypto,
): Promise<string | null> {
  const listed = new Map(
    keys.map((key): [Kid, ListedKey] => {
      const { kid, alg, jwk } = key;
      if (alg === null) return [kid as Kid, null];
      const bytes = [jwk['x'], jwk['y']].flatMap((part) => (part === undefined ? [] : [...decodeBase64Url(part)!]));
      return [kid as Kid, { kid: kid as Kid, alg, jwk, bytes: new Uint8Array(bytes) }];
    }),
  );
  const outcome = await codeOrAsync(async () => {
    const { signers } = await verifyJws(parseJws(bytesOf(document)), type, listed, crypto);
    return { signers: [...signers].sort() };
  });
  return differ('signers', typeof expect === 'string' ? expect : { signers: [...expect.signers].sort() }, outcome);
}

async function runClient(vector: ClientVector, crypto: Crypto): Promise<string | null> {
  const embedded = { app: vector.app, root: bytesOf(vector.root), seed: bytesOf(vector.seed) };
  const opened = await codeOrAsync(() => openState(embedded, null, vector.clock, crypto));
  if (typeof opened === 'string') return differ('opening', vector.expect, opened);
  const client: Client = { embedded, begun: opened.state, state: opened.state, crypto };
  const first =
    differ('opening', vector.expect, 'opened') ?? differSummary('opening', vector.after, client.state, vector.clock);
  return first ?? (await runSteps(client, vector.steps, 'step ')).difference;
}

async function runSteps(client: Client, steps: readonly ClientStep[], where: string) {
  for (const [index, step] of steps.entries()) {
    const { difference, next } = await runStep(client, step, `${where}${index + 1}`);
    client = next;
    if (difference) return { difference, state: client.state };
  }
  return { difference: null, state: client.state };
}

interface Client {
  readonly embedded: { readonly app: string; readonly root: Uint8Array; readonly seed: Uint8Array };
  /** As it was opened first: what another process begins with. */
  readonly begun: ClientState;
  readonly state: ClientState;
  readonly crypto: Crypto;
}

async function runStep(client: Client, step: ClientStep, where: string) {
  const { state, difference, embedded = client.embedded, clockIsBehind } = await take(client, step, where);
  return {
    difference: difference ?? differSummary(where, step.after, state, step.clock, clockIsBehind),
    next: { ...client, embedded, state },
  };
}

interface Stepped {
  readonly state: ClientState;
  readonly difference: string | null;
  readonly embedded?: Client['embedded'];
  readonly clockIsBehind?: boolean;
}

function take(client: Client, step: ClientStep, where: string): Promise<Stepped> {
  if ('deliver' in step) return deliver(client, step, where);
  return 'restart' in step ? restart(client, step, where) : merge(client, step, where);
}

async function merge(client: Client, { merge: steps, clock, after }: MergeStep, where: string): Promise<Stepped> {
  const other = await runSteps({ ...client, state: client.begun }, steps, `${where}, step `);
  const state = mergeStates(client.state, other.state);
  const turned = differSummary(`${where}, turned round`, after, mergeStates(other.state, client.state), clock);
  return { state, difference: other.difference ?? turned };
}

async function deliver(client: Client, step: DeliveryStep, where: string): Promise<Stepped> {
  const before = formatStored(storedOf(client.state));
  const accept = step.deliver === 'bundle' ? acceptBundle : acceptRoot;
  const outcome = await accept(client.state, bytesOf(step.document), step.clock, client.crypto);
  const state = outcome.kind === 'accepted' ? outcome.state : client.state;
  const difference = differ(where, step.expect, outcome.kind === 'refused' ? outcome.code : outcome.kind);
  if (!difference && outcome.kind !== 'accepted' && formatStored(storedOf(state)) !== before) {
    return { state, difference: `${where}: the state changed, though nothing was accepted` };
  }
  return { state, difference, clockIsBehind: 'clockIsBehind' in outcome && outcome.clockIsBehind };
}

async function restart({ embedded: old, state, crypto }: Client, step: RestartStep, where: string): Promise<Stepped> {
  const embedded = {
    app: old.app,
    root: step.root === undefined ? old.root : bytesOf(step.root),
    seed: step.seed === undefined ? old.seed : bytesOf(step.seed),
  };
  const { restart: how } = step;
  const text = how === 'lost' ? null : how === 'stored' ? formatStored(storedOf(state)) : how.store;
  const dropped: string[] = [];
  const stored = text === null ? null : codeOr(() => parseStored(text, 'the store'));
  if (typeof stored === 'string') dropped.push(stored);
  const opened = await openState(embedded, typeof stored === 'string' ? null : stored, step.clock, crypto);
  dropped.push(...opened.dropped.map((refused: Refusal) => refused.code));
  return { state: opened.state, embedded, difference: differ(`${where}, dropped`, step.dropped ?? [], dropped) };
}

function differSummary(
  where: string,
  want: Summary | undefined,
  state: ClientState,
  clock: number,
  clockIsBehind = false,
) {
  const inForce = bundleInForce(state)?.bundle;
  const version = (order: { epoch: number; version: number }) => `${order.epoch}.${order.version}`;
  const seen: Required<Summary> = {
    root: newestRoot(state).version,
    inForce: inForce ? version(inForce) : null,
    iat: inForce?.iat ?? null,
    memory: version(state.memory),
    floor: state.memory.floor,
    freshness: freshnessOf(state, clock),
    rootExpired: isRootExpired(state, clock),
    clockIsBehind,
  };
  for (const name of Object.keys(want ?? {}) as (keyof Summary)[]) {
    const difference = differ(`${where}, ${name} after`, want?.[name], seen[name]);
    if (difference) return difference;
  }
  return null;
}

const emptyPin = `${'A'.repeat(43)}=`;

function policyFrom(content: object) {
  const whole = { refresh: 3_600, unlisted: 'allow', domains: [], ...content };
  return policyOf(parseContent(parseJson(JSON.stringify(whole), 'content', 8) as Parameters<typeof parseContent>[0]));
}

function told(enforcement: Enforcement) {
  return enforcement.action === 'proceed' ? 'proceed' : [enforcement.action, enforcement.code];
}

function bytesOf(document: DocumentBytes): Uint8Array {
  return typeof document === 'string' ? encodeUtf8(document) : decodeBase64(document.base64)!;
}

function codeOr<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    return codeOf(error);
  }
}

async function codeOrAsync<T>(run: () => Promise<T>): Promise<T | string> {
  return run().catch(codeOf);
}

function codeOf(error: unknown): string {
  if (error instanceof LivepinError) return error.code;
  throw error;
}

function differ(what: string, expected: unknown, seen: unknown): string | null {
  const [want, got] = [JSON.stringify(expected), JSON.stringify(seen)];
  return want === got ? null : `${what}: expected ${want}, got ${got}`;
}
