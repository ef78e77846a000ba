import { findPaths, newReport, trustAnchorsOf } from '@livepin/tls';
import { openSslVerdict, type Verdict } from './openssl-in-process.ts';
import type { PkiCertificate, RandomPki } from './random-pki.ts';
import { simplePathsOf } from './simple-paths.ts';

export type PkiPath = readonly PkiCertificate[];

/** What became of one path that the names of a PKI allow. */
export interface JudgedPath {
  readonly path: PkiPath;
  /** OpenSSL's verdict on what it makes of these certificates, with the last one trusted. */
  readonly openSsl: Verdict;
  readonly isFound: boolean;
  /** These certificates, or some of them, make another path, and that one was found: it is the one that OpenSSL means. */
  readonly isOfAnother: boolean;
}

export interface JudgedPki {
  readonly pki: RandomPki;
  readonly paths: readonly JudgedPath[];
  /** Of each key: whether it is on a path that is valid by OpenSSL, and on one that was found. */
  readonly pins: readonly { readonly isOnValid: boolean; readonly isOnFound: boolean }[];
}

/** Judges every path twice: as one of all that the search finds, and alone, by OpenSSL. @param now seconds since 1970 */
export async function judgePki(pki: RandomPki, now: number): Promise<JudgedPki> {
  const found = search(pki.sent, pki.anchors, now);
  if (found.report.isCutOff) throw new Error(`Seed ${pki.seed}: the bound on work cut the search off.`);
  const paths = simplePathsOf(pki);
  const verdicts = new Map<PkiPath, Verdict>();
  for (const path of paths) verdicts.set(path, await openSslVerdict(path.map(({ der }) => der)));
  const isFound = new Set(paths.filter((path) => found.keys.delete(keyOf(path))));
  const judged = paths.map((path) => ({
    path,
    openSsl: verdicts.get(path)!,
    isFound: isFound.has(path),
    isOfAnother: paths.some((other) => other !== path && isFound.has(other) && isWithin(other, path)),
  }));
  if (found.keys.size > 0) throw new Error(`Seed ${pki.seed}: a path was found that the names do not allow.`);
  return { pki, paths: judged, pins: pinsOf(pki, judged) };
}

/** Why the search does not find this path where nothing else is there. */
export function faultOfPath(path: PkiPath, now: number): string {
  return search(path, path.slice(-1), now).report.lastFault ?? 'no fault';
}

function search(sent: PkiPath, anchors: PkiPath, now: number) {
  const report = newReport();
  const paths = findPaths(
    { certificates: sent.map(({ der }) => der), anchors: trustAnchorsOf(anchors.map(({ der }) => der)), now },
    report,
  );
  return { keys: new Set([...paths].map(({ certificates }) => keyOf(certificates))), report };
}

function isWithin(other: PkiPath, path: PkiPath): boolean {
  const isSameAnchor = other[other.length - 1] === path[path.length - 1];
  return isSameAnchor && other.every((certificate) => path.includes(certificate));
}

function pinsOf({ sent, anchors }: RandomPki, judged: readonly JudgedPath[]) {
  const pins = [...new Set([...sent, ...anchors].map(({ pin }) => pin))];
  const pinsOn = (paths: readonly JudgedPath[]) => new Set(paths.flatMap(({ path }) => path.map(({ pin }) => pin)));
  const valid = pinsOn(judged.filter(({ openSsl, isOfAnother }) => openSsl === 'OK' && !isOfAnother));
  const found = pinsOn(judged.filter(({ isFound }) => isFound));
  return pins.map((pin) => ({ isOnValid: valid.has(pin), isOnFound: found.has(pin) }));
}

function keyOf(path: readonly { readonly der: Uint8Array }[]): string {
  return path.map(({ der }) => Buffer.from(der).toString('base64')).join(' ');
}
