import type { AdminApi } from '@livepin/admin';
import { type Bundle, findPinSet, type Host, policyOf } from '@livepin/core';
import { bringInStep, type InStep, keysOfPins, type PlannedKey, type PublishedKeys, shownKeys } from '@livepin/formats';
import type { EndpointOptions } from '../endpoint-options.ts';
import { type Asked, nobodyAsked } from './ask-hosts.ts';
import { askAsService } from './plan-of-app.ts';
import type { StaticFile } from './static-file.ts';

export interface SyncQuestion {
  readonly files: readonly StaticFile[];
  readonly bundle: Bundle;
  readonly isBesideSdk: boolean;
  /** Keys that servers show, from files; null: the servers are asked, where that is needed. */
  readonly keys: readonly PlannedKey[] | null;
  readonly admin: AdminApi | null;
  readonly endpoint: EndpointOptions;
  /** Seconds since 1970. */
  readonly now: number;
  readonly end: number;
}

export interface SyncedFile extends InStep {
  readonly file: StaticFile['file'];
}

export interface Synced {
  readonly files: readonly SyncedFile[];
  readonly silent: Asked['silent'];
}

/** What files are to be, so that they are in step with a bundle. Servers are asked only where something is to change. */
export async function syncProject(question: SyncQuestion): Promise<Synced> {
  const { files, bundle, keys, admin, endpoint } = question;
  const first = files.map((file) => stepOf(file, question, keys, nobodyAsked));
  const toAsk = first.filter(({ bytes, file, needsRoles }) => bytes !== file.bytes || needsRoles);
  if (keys || toAsk.length === 0) return { files: first, silent: new Map() };
  const sets = [...new Set(toAsk.flatMap(({ hosts, kept }) => hosts.filter((host) => !kept.includes(host))))];
  const asked = await askAsService(sets, admin, bundle.app, endpoint);
  return { files: files.map((file) => stepOf(file, question, null, asked)), silent: asked.silent };
}

function stepOf(
  { file }: StaticFile,
  { bundle, isBesideSdk, now, end }: SyncQuestion,
  keys: readonly PlannedKey[] | null,
  { shown }: Asked,
): SyncedFile {
  const policy = policyOf(bundle);
  const publishedFor = (host: Host): PublishedKeys | null => {
    const set = findPinSet(policy, host);
    if (!set) return null;
    const chain = shown.get(host);
    const known = keys ?? (chain ? shownKeys(chain) : null);
    const usable = [...set.pins].filter((pin) => !bundle.revoked.has(pin));
    const labels = { shown: bundle.app, unshown: `of ${bundle.app}, on no server` };
    return { subdomains: set.subdomains, mode: set.mode, keys: keysOfPins(usable, known, labels) };
  };
  return { file, ...bringInStep({ file, publishedFor, isBesideSdk, now, end }) };
}
