import type { Crypto } from '@livepin/core';
import type { Signing, StoredPublication } from '../store/store.ts';
import { loadTrust } from '../trust/load-trust.ts';
import { newestRootOf, type Trust } from '../trust/trust.ts';
import { parseStoredDraft } from './draft.ts';
import { commitAndDeliver, type Engine } from './engine.ts';
import { isDue, orderAnew } from './next-order.ts';
import { signBundle } from './sign-bundle.ts';

/**
 * The same content with new dates; under another trust root, where that makes another version of it, as a line of its
 * own in the history.
 * @param who and `note` are for that line
 */
export async function signAnew(
  current: StoredPublication,
  trust: Pick<Trust, 'roots' | 'pinKeys'>,
  { who, note, now, crypto }: { who: string; note: string; now: number; crypto: Crypto },
): Promise<Signing> {
  const { content } = parseStoredDraft(current.draft);
  const order = (root: number) => orderAnew(current, newestRootOf(trust)!, root, now);
  const signed = await signBundle(current.app, content, trust, order, now, crypto);
  const isSameVersion = signed.version === current.version;
  const line = isSameVersion ? {} : ({ kind: 'rotation', who, at: now, note, overrides: [], findings: '[]' } as const);
  return { publication: { ...current, ...signed, ...line }, basis: current };
}

/** @returns the apps whose bundles were signed anew, and why others could not be */
export async function signDueAnew(
  engine: Engine,
): Promise<{ readonly apps: readonly string[]; readonly failures: readonly { app: string; error: unknown }[] }> {
  const apps: string[] = [];
  const failures: { app: string; error: unknown }[] = [];
  const due = (await engine.store.current()).filter((current) => isDue(current, engine.now()));
  for (const { app } of due) {
    try {
      if (await engine.serially(() => signOneAnew(engine, app))) apps.push(app);
    } catch (error) {
      // One app's trouble must not let the bundles of the others expire.
      failures.push({ app, error });
    }
  }
  return { apps, failures };
}

async function signOneAnew(engine: Engine, app: string): Promise<boolean> {
  const now = engine.now();
  const current = await engine.store.currentOf(app);
  // Meanwhile something may have been published.
  if (!current || !isDue(current, now)) return false;
  const trust = await loadTrust(engine.store, engine.keys, engine.crypto);
  const note = 'signed anew under another trust root';
  const signing = await signAnew(current, trust, { who: 'service', note, now, crypto: engine.crypto });
  const { version, iat } = signing.publication;
  const audit = [{ at: now, who: 'service', action: 'sign-anew', app, detail: `version ${version}, iat ${iat}` }];
  return (await commitAndDeliver(engine, { signings: [signing], audit })).kind === 'committed';
}
