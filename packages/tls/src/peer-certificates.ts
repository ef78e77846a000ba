import type { DetailedPeerCertificate, PeerCertificate, TLSSocket } from 'node:tls';

/**
 * What Node followed by names from the leaf, completed from its store: certificates in DER, leaf first. It is no path:
 * nothing of it need be true.
 */
export interface CertificateWalk {
  readonly ders: readonly Uint8Array[];
  /** The SHA-256 of each certificate: another walk has another id. */
  readonly id: string;
}

/**
 * @param leaf what `getPeerCertificate(true)` gives, or Node hands to `checkServerIdentity`. Empty for a resumed session,
 *   which shows no certificate at all
 */
export function walkFrom(leaf: Partial<PeerCertificate | DetailedPeerCertificate>): CertificateWalk {
  const walk = new Map<string, Uint8Array>();
  // A self-issued certificate is its own issuer, so the walk ends where a certificate comes again.
  let at: typeof leaf | undefined = leaf;
  while (at?.raw && at.fingerprint256 && !walk.has(at.fingerprint256)) {
    walk.set(at.fingerprint256, at.raw);
    at = 'issuerCertificate' in at ? at.issuerCertificate : undefined;
  }
  return { ders: [...walk.values()], id: [...walk.keys()].join(' ') };
}

/**
 * The certificates that the peer sent, in DER and in its order, the leaf first. It is no path either. On Node 22 and 24
 * reading it empties what the socket knows: afterwards the app's own `getPeerCertificate()` is empty. So it is read once,
 * and only when it is needed.
 */
export function listOf(socket: TLSSocket): () => readonly Uint8Array[] {
  let list: Uint8Array[] | null = null;
  return () => {
    if (list) return list;
    list = [];
    for (let at = socket.getPeerX509Certificate(); at; at = at.issuerCertificate) list.push(at.raw);
    return list;
  };
}
