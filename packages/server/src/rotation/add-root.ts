import { type Kid, LivepinError, type TrustRoot } from '@livepin/core';
import { signDocument } from '@livepin/core/sign';
import { commitAndDeliver, type Engine } from '../publish/engine.ts';
import { signAnew } from '../publish/sign-anew.ts';
import { nextRootPayload, type SigningKey } from '../signing/index.ts';
import { loadTrust } from '../trust/load-trust.ts';
import { newestRootOf, rootSignersUnder, type Trust } from '../trust/trust.ts';
import { judgeNewRoot } from './judge-new-root.ts';

/**
 * Puts a trust root in force that was made elsewhere: it, and every bundle signed anew under it, in one step.
 * @throws {LivepinError} the code by which clients would refuse it; LP_ROOT_WITHOUT_SERVICE_KEY, LP_STORE_FAILED
 */
export function addRoot(engine: Engine, document: Uint8Array, who: string): Promise<TrustRoot> {
  return engine.serially(() => keepRoot(engine, document, who, 'add-root'));
}

/**
 * Gives the service another pin key, by a trust root that the development root keys sign. `stolen` raises the epoch, so
 * that whatever the thief published stands in nobody's way; and as whoever took one key file could take them all, no
 * key that lay beside it takes its place.
 * @throws {LivepinError} LP_ROOT_KEYS_OFFLINE, LP_ROOT_MISSING, LP_KEY_FILE_UNWRITABLE, LP_STORE_FAILED
 */
export function rotatePinKey(engine: Engine, stolen: boolean, who: string): Promise<TrustRoot> {
  return engine.serially(async () => {
    const trust = await loadTrust(engine.store, engine.keys, engine.crypto);
    const newest = newestRootOf(trust);
    if (!newest) throw new LivepinError('LP_ROOT_MISSING', 'The service has no trust root yet, so no key is in force.');
    const signers = rootSignersUnder(newest, trust.rootKeys);
    if (signers.length < newest.roles.root.threshold) throw keysOffline(newest, signers.length);
    if (stolen) setAsideWaiting(engine, trust);
    const key = (stolen ? null : waitingKey(trust)) ?? engine.keys.add('pin');
    const change = {
      addPinKeys: [key.jwk],
      dropPinKeys: [...newest.roles.pins.kids],
      pinThreshold: 1,
      raiseEpoch: stolen,
      iat: engine.now(),
    };
    const document = await signDocument('livepin-root+json', nextRootPayload(newest, change), signers);
    const action = stolen ? 'rotate-stolen-pin-key' : 'rotate-pin-key';
    return keepRoot(engine, document, who, action);
  });
}

// Made earlier and never in force. Also what a rotation that was cut off has left behind.
function waitingKey({ pinKeys, roots }: Trust): SigningKey | null {
  const used = usedKids(roots);
  return pinKeys.find(({ kid }) => !used.has(kid)) ?? null;
}

// Else the next ordinary rotation would put one in force that the thief may have. Those of earlier trust roots are never
// taken again, and a trust root that needs one of them to sign is not made here.
function setAsideWaiting({ keys }: Engine, { roots }: Trust): void {
  const used = usedKids(roots);
  for (const file of keys.read('pin')) if (!used.has(file.key.kid)) keys.setAside(file);
}

function usedKids(roots: Trust['roots']): ReadonlySet<Kid> {
  return new Set(roots.flatMap(({ keys }) => [...keys.keys()]));
}

function keysOffline({ version, roles }: TrustRoot, held: number): LivepinError {
  const sentence = `Trust root ${version} wants ${roles.root.threshold} root keys to sign its successor; the service holds ${held}.`;
  return new LivepinError('LP_ROOT_KEYS_OFFLINE', sentence);
}

async function keepRoot(engine: Engine, document: Uint8Array, who: string, action: string): Promise<TrustRoot> {
  const { crypto } = engine;
  const trust = await loadTrust(engine.store, engine.keys, crypto);
  const now = engine.now();
  const outcome = await judgeNewRoot(document, trust.roots, trust.pinKeys, now, crypto);
  if (outcome.kind === 'refused') throw new LivepinError(outcome.code, outcome.sentence);
  if (outcome.kind === 'known') return outcome.root;
  const { root } = outcome;
  const after = { roots: [...trust.roots, root], pinKeys: trust.pinKeys };
  const note = `signed anew under trust root ${root.version}`;
  const current = await engine.store.current();
  const signings = await Promise.all(current.map((one) => signAnew(one, after, { who, note, now, crypto })));
  const committed = await commitAndDeliver(engine, {
    root: { version: root.version, document, addedAt: now },
    signings,
    audit: [{ at: now, who, action, app: null, detail: `trust root ${root.version} of epoch ${root.epoch}` }],
  });
  if (committed.kind === 'committed') return root;
  throw new LivepinError('LP_PUBLISH_CONFLICT', `The trust root was not put in force: meanwhile, ${committed.what}.`);
}
