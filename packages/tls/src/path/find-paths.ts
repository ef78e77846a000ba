import { asVerifiedPath, LivepinError, type VerifiedPath } from '@livepin/core';
import type { Certificate } from '../certificate/certificate.ts';
import { identifies, looksSelfSigned } from './key-identifiers.ts';
import { readCertificate } from './known-certificates.ts';
import { Links } from './known-links.ts';
import { NameChecks } from './name-constraints.ts';
import type { TrustAnchors } from './trust-anchors.ts';
import { faultOf } from './validate-path.ts';

/** A path that passed RFC 5280 validation, leaf first, anchor last. */
export interface ValidPath {
  readonly certificates: readonly Certificate[];
  /** What pins are looked for on. */
  readonly path: VerifiedPath;
}

export interface PathSearch {
  /** As the peer sent them, the leaf first. The order of the others, copies and strangers among them do not matter. */
  readonly certificates: readonly Uint8Array[];
  readonly anchors: TrustAnchors;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Why no path was found, or no further one: the fault of the path looked at last, for messages; and what it cost. */
export interface SearchReport {
  lastFault: string | null;
  /** The bound on work was reached: there may be paths that were not looked at. */
  isCutOff: boolean;
  /** Beginnings of paths that were looked at. */
  steps: number;
  /** Signatures that were checked. */
  signatures: number;
  /** Names times bytes of name constraints. */
  nameWork: number;
}

export function newReport(): SearchReport {
  return { lastFault: null, isCutOff: false, steps: 0, signatures: 0, nameWork: 0 };
}

// Generous for every genuine chain (Web PKI: depth 4, a dozen signatures), and small for whatever a peer makes up. What
// is beyond is not looked at: the bound can only refuse.
const maxDepth = 8;
const maxSteps = 400;

/**
 * Every path from the leaf to a trust anchor that passes, as they are found. Bounded by counts, never by time. By name,
 * key identifiers and verified signature; no holder (a name with its key) stands twice on a path.
 */
export function* findPaths(search: PathSearch, report: SearchReport = newReport()): Generator<ValidPath> {
  const [leaf, ...others] = readable(search.certificates, report);
  if (!leaf) return;
  const pool = Map.groupBy(others, ({ subject }) => subject);
  const byName = new Map<string, readonly Certificate[]>();
  const links = new Links(report);
  const names = new NameChecks(report);
  let steps = 0;
  let isAnchored = false;

  function named(subject: string): readonly Certificate[] {
    const known = byName.get(subject);
    if (known) return known;
    const { anchors } = search;
    const all = [anchors.bySubject(subject), pool.get(subject) ?? [], anchors.intermediatesBySubject(subject)].flat();
    const found = distinct(all);
    byName.set(subject, found);
    return found;
  }

  function* extend(path: readonly Certificate[]): Generator<ValidPath> {
    if (++steps > maxSteps) report.isCutOff = true;
    if (report.isCutOff) return;
    report.steps++;
    const last = path[path.length - 1]!;
    if (search.anchors.has(last)) {
      const fault = faultOf(path, search.now, names);
      isAnchored = true;
      if (fault) report.lastFault = `${name(path[fault.depth]!)} ${fault.what}`;
      else yield { certificates: path, path: asVerifiedPath(path.map((one) => new PinnedCertificate(one))) };
    }
    if (path.length >= maxDepth || looksSelfSigned(last)) return;
    for (const issuer of named(last.issuer)) {
      if (path.some((one) => isSameHolder(one, issuer)) || !identifies(last, issuer)) continue;
      const isGood = links.isGood(last, issuer);
      if (isGood === null) report.isCutOff = true;
      if (report.isCutOff) return;
      if (isGood) yield* extend([...path, issuer]);
    }
  }

  yield* extend([leaf]);
  if (!isAnchored) report.lastFault ??= `no chain of signatures leads from ${name(leaf)} to a trusted CA`;
}

// Going round among cross-signs leads nowhere. One key under two names is odd, and no loop: debugging proxies give their
// leaves the key of their CA.
function isSameHolder(a: Certificate, b: Certificate): boolean {
  return a.pin === b.pin && a.subject === b.subject;
}

// The text of a subject is only needed in messages, and costs more than all checks of a certificate.
class PinnedCertificate {
  readonly #certificate: Certificate;
  constructor(certificate: Certificate) {
    this.#certificate = certificate;
  }
  get pin() {
    return this.#certificate.pin;
  }
  get subject() {
    return this.#certificate.subjectText;
  }
}

/** A certificate that cannot be read is left out; a leaf that cannot be read ends the search. */
function readable(ders: readonly Uint8Array[], report: SearchReport): Certificate[] {
  const certificates: Certificate[] = [];
  for (const [index, der] of ders.entries()) {
    try {
      certificates.push(readCertificate(der));
    } catch (error) {
      if (!(error instanceof LivepinError)) throw error;
      report.lastFault = error.message;
      if (index === 0) return [];
    }
  }
  return certificates;
}

function distinct(certificates: readonly Certificate[]): Certificate[] {
  return [...new Map(certificates.map((certificate) => [certificate.fingerprint, certificate])).values()];
}

function name(certificate: Certificate): string {
  return `"${certificate.subjectText}"`;
}
