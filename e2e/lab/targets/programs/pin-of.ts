import { createHash, X509Certificate } from 'node:crypto';
import type { PeerCertificate } from 'node:tls';

export function pinOf({ raw }: Pick<PeerCertificate, 'raw'>): string {
  const spki = new X509Certificate(raw).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}
