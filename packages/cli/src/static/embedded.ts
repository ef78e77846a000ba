import { dirname, join } from 'node:path';
import {
  type Bundle,
  compareVersions,
  LivepinError,
  maxDocumentBytes,
  parseBundle,
  parseTrustRoot,
  type TrustRoot,
} from '@livepin/core';
import { FileReader } from '../project/file-reader.ts';
import { listFiles } from '../project/list-files.ts';
import { crypto } from '../trust-roots.ts';

/** What the SDKs of an app have embedded in its project, wherever it lies and whatever it is called. */
export interface Embedded {
  readonly roots: readonly { readonly path: string; readonly root: TrustRoot }[];
  readonly seeds: readonly { readonly path: string; readonly seed: Bundle }[];
}

/** @param folder paths are relative to it. @throws {LivepinError} LP_FILE_UNREADABLE */
export async function findEmbedded(folder: string, app: string): Promise<Embedded> {
  const { paths } = listFiles(folder, (name) => name.endsWith('.json'), false);
  const reader = new FileReader();
  const roots: { path: string; root: TrustRoot }[] = [];
  const seeds: { path: string; seed: Bundle }[] = [];
  for (const path of paths.toSorted()) {
    const read = reader.read(join(folder, path));
    if (read.kind !== 'read' || !isJws(read.bytes)) continue;
    const bytes = Uint8Array.from(read.bytes);
    const seed = await orNull(async () => parseBundle(bytes));
    if (seed?.app === app) seeds.push({ path, seed });
    const root = seed ? null : await orNull(() => parseTrustRoot(bytes, crypto));
    if (root) roots.push({ path, root });
  }
  const beside = roots.filter(({ path }) => seeds.some((one) => dirname(one.path) === dirname(path)));
  // Another app of the same project may have trust roots of its own.
  return { roots: beside.length > 0 ? beside : roots, seeds };
}

function isJws(bytes: Uint8Array): boolean {
  return bytes.length <= maxDocumentBytes && Buffer.from(bytes).includes('"signatures"');
}

/** Null for a document that is of another kind. */
async function orNull<T>(parse: () => Promise<T>): Promise<T | null> {
  try {
    return await parse();
  } catch (error) {
    if (error instanceof LivepinError) return null;
    throw error;
  }
}

/** Whether the newest lies in the same folder: an older one beside it is one of a chain that is kept. */
function isThere({ version }: TrustRoot, path: string, roots: Embedded['roots']): boolean {
  return roots.some((one) => one.root.version === version && dirname(one.path) === dirname(path));
}

/**
 * An older bundle proves itself too, while it is not expired: whoever holds the newer one back could bring pins again that
 * were given up. What builds have embedded is never taken back.
 * @throws {LivepinError} LP_BUNDLE_ROLLBACK
 */
export function refuseRollback({ seeds }: Embedded, bundle: Bundle): void {
  const newer = seeds.find(({ seed }) => seed.chain === bundle.chain && compareVersions(seed, bundle) > 0);
  if (!newer) return;
  const named = ({ epoch, version }: Bundle) => `version ${version} of epoch ${epoch}`;
  const sentence = `The service delivers ${named(bundle)}; ${newer.path} has ${named(newer.seed)} already.`;
  throw new LivepinError('LP_BUNDLE_ROLLBACK', sentence);
}

/** A document that is embedded, and the newest that there is. */
export interface Renewal {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** "trust root 2 in place of 1" */
  readonly says: string;
}

/**
 * What is embedded and behind. A seed that was only signed anew since is not: builds would differ from day to day.
 * @param now seconds since 1970
 */
export function renewalsOf(
  { roots, seeds }: Embedded,
  newest: { root: TrustRoot; bundle: Bundle },
  now: number,
): Renewal[] {
  const { root, bundle } = newest;
  return [
    ...roots
      .filter(
        (one) => one.root.chain === root.chain && one.root.version < root.version && !isThere(root, one.path, roots),
      )
      .map((one) => ({
        path: one.path,
        bytes: root.jws.bytes,
        says: `trust root ${root.version} in place of ${one.root.version}`,
      })),
    ...seeds
      .filter(({ seed }) => seed.chain === bundle.chain && (compareVersions(seed, bundle) < 0 || seed.exp <= now))
      .map(({ path, seed }) => ({
        path,
        bytes: bundle.jws.bytes,
        says: `version ${bundle.version} of epoch ${bundle.epoch} in place of ${seed.version} of ${seed.epoch}${seed.exp <= now ? ', which has expired' : ''}`,
      })),
  ];
}
