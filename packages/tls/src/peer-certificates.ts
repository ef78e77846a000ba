import type { TLSSocket } from 'node:tls';

/**
 * The certificates of a connection in DER, leaf first, twice over: `walk` is what Node followed by names from the leaf,
 * completed from its store; `list` is what the peer sent, in its order. Neither is a path. Reading the list is put off,
 * because on Node 22 and 24 it empties what the socket knows: afterwards the app's own `getPeerCertificate()` is empty.
 */
export interface PeerCertificates {
  readonly walk: readonly Uint8Array[];
  readonly list: () => readonly Uint8Array[];
}

/** Empty for a resumed session, which shows no certificate at all. */
export function peerCertificatesOf(socket: TLSSocket): PeerCertificates {
  const walk: Uint8Array[] = [];
  const seen = new Set<string>();
  // A self-issued certificate is its own issuer, so the walk ends where a certificate comes again.
  for (let at = socket.getPeerCertificate(true); at?.raw && !seen.has(at.fingerprint256); at = at.issuerCertificate) {
    seen.add(at.fingerprint256);
    walk.push(at.raw);
  }
  let list: Uint8Array[] | null = null;
  return {
    walk,
    list: () => {
      if (list) return list;
      list = [];
      for (let at = socket.getPeerX509Certificate(); at; at = at.issuerCertificate) list.push(at.raw);
      return list;
    },
  };
}
