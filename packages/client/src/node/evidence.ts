import tls from 'node:tls';
import { findPinSet, type Host, judgePath, judgePaths, needsPath, type Policy, type VerifiedPath } from '@livepin/core';
import {
  Certificate,
  type CertificateWalk,
  findPaths,
  listOf,
  newReport,
  type TrustAnchors,
  walkFrom,
} from '@livepin/tls';
import type { Finding } from '../engine/index.ts';
import { knownFinding, rememberFinding } from './known-verdicts.ts';

/** Of the certificate that a peer showed: where it leads by names, and whom it is for. */
export interface Identity {
  readonly walk: CertificateWalk;
  /** The hosts that the certificate is for, of those that the connection is for. */
  readonly names: ReadonlySet<Host>;
}

/**
 * What a peer showed in a full handshake, kept with the connection and with the sessions that came of it: whenever other
 * pins come into force, and whenever the session is resumed (which shows nothing), it is judged anew.
 */
export interface Evidence extends Identity {
  /** The certificates as the peer sent them. */
  readonly list: () => readonly Uint8Array[];
  readonly anchors: TrustAnchors;
  /** Whether the platform verified the chain. Without, nothing is a verified path. */
  readonly isAuthorized: boolean;
}

/**
 * @param certificate as `getPeerCertificate(true)` gives it
 * @param hosts that the connection is for
 */
export function identityOf(certificate: tls.PeerCertificate, hosts: readonly Host[]): Identity {
  const names = hosts.filter((host) => tls.checkServerIdentity(host, certificate) === undefined);
  return { walk: walkFrom(certificate), names: new Set(names) };
}

export function evidenceOf(socket: tls.TLSSocket, anchors: TrustAnchors, identity: Identity): Evidence {
  return { ...identity, list: listOf(socket), anchors, isAuthorized: socket.authorized };
}

/** @param now seconds since 1970 */
export function lookAt(evidence: Evidence, now: number): (policy: Policy, host: Host) => Finding {
  return (policy, host) => {
    if (!needsPath(policy, host)) return { judgement: { verdict: 'unpinned' }, seen: [], fault: null };
    if (!evidence.isAuthorized) {
      return findingOf(policy, host, [], 'the platform was told not to verify the certificate');
    }
    // The name that was checked can be another (a Host header, `servername`), or none (the app's own check): a pinned CA
    // issues certificates for strangers too.
    if (findPinSet(policy, host) && !evidence.names.has(host)) {
      return { ...findingOf(policy, host, [], 'the certificate is for another name'), seen: describe(evidence.walk) };
    }
    return knownFinding({ ...evidence, policy, host }, now) ?? search(evidence, policy, host, now);
  };
}

function search(evidence: Evidence, policy: Policy, host: Host, now: number): Finding {
  const { walk, list, anchors } = evidence;
  const paths: VerifiedPath[] = [];
  const report = newReport();
  // Node's walk holds the path in nearly all cases; the list as sent is read only where it does not (see listOf).
  for (const certificates of [() => walk.ders, list]) {
    for (const valid of findPaths({ certificates: certificates(), anchors, now }, report)) {
      const { path } = valid;
      const judgement = judgePath(policy, host, path);
      if (judgement.verdict === 'match' || judgement.verdict === 'unpinned') {
        const finding: Finding = { judgement, seen: path, fault: null };
        if (certificates !== list) rememberFinding({ walk, anchors, policy, host }, finding, valid);
        return finding;
      }
      paths.push(path);
    }
  }
  if (paths.length === 0) return { ...findingOf(policy, host, [], report.lastFault), seen: describe(walk) };
  return findingOf(policy, host, paths, null);
}

function findingOf(policy: Policy, host: Host, paths: readonly VerifiedPath[], fault: string | null): Finding {
  return { judgement: judgePaths(policy, host, paths), seen: paths[paths.length - 1] ?? [], fault };
}

function describe({ ders }: CertificateWalk) {
  return ders.flatMap((der) => {
    try {
      const { pin, subjectText: subject } = new Certificate(der);
      return [{ pin, subject }];
    } catch {
      return []; // only for a message: what cannot be read has no pin
    }
  });
}
