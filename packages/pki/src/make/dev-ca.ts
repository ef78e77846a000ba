import type { KeyObject } from 'node:crypto';
import type { Certificate } from '@livepin/tls';
import { childrenOf, readDer, wholeOf } from '@livepin/tls/der';
import { makeCertificate } from './certificate.ts';
import type { CertificateName } from './certificate-name.ts';
import {
  caBasicConstraints,
  caKeyUsage,
  keyIdOf,
  nameConstraints,
  serverAuth,
  serverKeyUsage,
  subjectAltName,
} from './extensions.ts';
import { permittedFor } from './private-names.ts';
import { commonNameFor, encodeSubject } from './subject.ts';
import { makeTlsKey } from './tls-key.ts';

const day = 86_400;
/** Clocks of phones and virtual machines lag behind. */
const backdateSeconds = 3600;

/** Long enough to outlive a project's phase, and an installed CA that was forgotten ends by itself. */
export const caDays = 730;
/** What public CAs will issue at most from 2029-03-15 on: whose tests live with it are ready for it. */
export const leafDays = 47;

/** A development CA as it stands in its folder. */
export interface DevCa {
  /** What devices trust. Its key was thrown away when the CA was made. */
  readonly root: Certificate;
  /** Signs the leaves; sent along by servers. */
  readonly issuing: Certificate;
  readonly issuingKey: KeyObject;
}

/**
 * Makes a development CA of two stages. The root signs the issuing CA and its key is forgotten at once, so that the key
 * that stays on disk is one whose certificate is name-constrained: of a root's own constraints many clients (Java's, for one)
 * take no notice, of an intermediate's all must.
 * @param now seconds since 1970
 * @returns the certificates, DER
 */
export function makeDevCa(
  issuingKey: KeyObject,
  names: readonly CertificateName[],
  now: number,
): { readonly root: Uint8Array; readonly issuing: Uint8Array } {
  const rootKey = makeTlsKey('P-256');
  // In a list of trusted CAs people find theirs by its date, and no two have one name.
  const tag = `${new Date(now * 1000).toISOString().slice(0, 10)} (${keyIdOf(rootKey).toString('hex').slice(0, 8)})`;
  const [rootName, issuingName] = ['root', 'issuing CA'].map((role) =>
    encodeSubject([
      { type: 'O', value: 'Livepin development CA' },
      { type: 'CN', value: `Development ${role} of ${tag}` },
    ]),
  ) as [Uint8Array, Uint8Array];
  const dates = { notBefore: now - backdateSeconds, notAfter: now + caDays * day };
  const constraints = nameConstraints(permittedFor(names));
  const root = makeCertificate({
    ...{ subject: rootName, issuer: rootName, key: rootKey, issuerKey: rootKey, ...dates },
    extensions: [caBasicConstraints(1), caKeyUsage(), constraints],
  });
  const issuing = makeCertificate({
    ...{ subject: issuingName, issuer: rootName, key: issuingKey, issuerKey: rootKey, ...dates },
    extensions: [caBasicConstraints(0), caKeyUsage(), serverAuth(), constraints],
  });
  return { root, issuing };
}

/**
 * @param now seconds since 1970
 * @returns the certificate of a TLS server, DER; it does not outlive the CA
 */
export function makeDevLeaf(
  { issuing, issuingKey }: DevCa,
  key: KeyObject,
  names: readonly [CertificateName, ...CertificateName[]],
  now: number,
): Uint8Array {
  const subject = commonNameFor(names);
  return makeCertificate({
    subject: encodeSubject(subject),
    issuer: subjectOf(issuing),
    key,
    issuerKey: issuingKey,
    notBefore: now - backdateSeconds,
    notAfter: Math.min(now + leafDays * day, issuing.notAfter),
    extensions: [subjectAltName(names, subject.length === 0), serverKeyUsage(key), serverAuth()],
  });
}

/** The subject as it stands in the certificate: the issuer of what it signs must be the same bytes. */
function subjectOf({ der }: Certificate): Uint8Array {
  const [, , , , , subject] = childrenOf(childrenOf(readDer(der))[0]!);
  return wholeOf(subject!);
}
