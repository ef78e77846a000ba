import tls from 'node:tls';
import { findPinSet, type Host, judgePath, judgePaths, needsPath, type Policy, type VerifiedPath } from '@livepin/core';
import {
  Certificate,
  findPaths,
  newReport,
  type PeerCertificates,
  peerCertificatesOf,
  type TrustAnchors,
} from '@livepin/tls';
import type { Finding } from '../engine/index.ts';

/**
 * What a peer showed in a full handshake, kept with the connection and with the sessions that came of it: whenever other
 * pins come into force, and whenever the session is resumed (which shows nothing), it is judged anew.
 */
export interface Evidence {
  readonly certificates: PeerCertificates;
  readonly anchors: TrustAnchors;
  /** Whether the platform verified the chain. Without, nothing is a verified path. */
  readonly isAuthorized: boolean;
  /** The hosts that the certificate is for, of those that the connection is for. */
  readonly names: ReadonlySet<Host>;
}

/** @param hosts that the connection is for */
export function evidenceOf(socket: tls.TLSSocket, anchors: TrustAnchors, hosts: readonly Host[]): Evidence {
  const { authorized: isAuthorized } = socket;
  const certificate = socket.getPeerCertificate() ?? {}; // null where the peer has broken off already
  const names = new Set(hosts.filter((host) => tls.checkServerIdentity(host, certificate) === undefined));
  return { certificates: peerCertificatesOf(socket), anchors, isAuthorized, names };
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
      return {
        ...findingOf(policy, host, [], 'the certificate is for another name'),
        seen: describe(evidence.certificates.walk),
      };
    }
    return search(evidence, policy, host, now);
  };
}

function search({ certificates: { walk, list }, anchors }: Evidence, policy: Policy, host: Host, now: number): Finding {
  const paths: VerifiedPath[] = [];
  const report = newReport();
  // Node's walk holds the path in nearly all cases; the list as sent is read only where it does not (see peerCertificatesOf).
  for (const certificates of [() => walk, list]) {
    for (const { path } of findPaths({ certificates: certificates(), anchors, now }, report)) {
      const judgement = judgePath(policy, host, path);
      if (judgement.verdict === 'match' || judgement.verdict === 'unpinned') {
        return { judgement, seen: path, fault: null };
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

function describe(ders: readonly Uint8Array[]) {
  return ders.flatMap((der) => {
    try {
      const { pin, subjectText: subject } = new Certificate(der);
      return [{ pin, subject }];
    } catch {
      return []; // only for a message: what cannot be read has no pin
    }
  });
}
