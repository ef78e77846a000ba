import type { Certificate } from '../certificate/certificate.ts';
import { nameKey } from '../certificate/distinguished-name.ts';

/** Whether what a certificate says of its issuer's key and certificate fits `issuer` (RFC 5280 §4.2.1.1). Saying nothing fits all. */
export function identifies({ extensions: { authorityKeyId } }: Certificate, issuer: Certificate): boolean {
  if (!authorityKeyId) return true;
  const { keyId, serial, issuer: names } = authorityKeyId;
  const { subjectKeyId } = issuer.extensions;
  if (keyId !== null && subjectKeyId !== null && keyId !== subjectKeyId) return false;
  if (serial !== null && serial !== issuer.serial) return false;
  const directories = names?.filter((one) => one.form === 'directory') ?? [];
  return directories.length === 0 || directories.some((one) => nameKey(one.name) === issuer.issuer);
}
