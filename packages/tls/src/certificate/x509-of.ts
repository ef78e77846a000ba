import { X509Certificate } from 'node:crypto';

/**
 * A certificate in DER as Node has it. Node takes the same bytes for PEM before it takes them for DER, whatever stands
 * around the text: a certificate that holds another one as PEM, in an extension or a name, would be the inner one to Node,
 * with the inner one's key, and the outer one to everybody else.
 * @throws what Node says where it cannot read it
 */
export function x509Of(der: Uint8Array): X509Certificate {
  const certificate = new X509Certificate(der);
  if (Buffer.compare(certificate.raw, der) !== 0) throw new TypeError('Node reads another certificate in these bytes');
  return certificate;
}
