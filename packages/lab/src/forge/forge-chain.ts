import type { KeyObject } from 'node:crypto';
import { LivepinError } from '@livepin/core';
import {
  caBasicConstraints,
  caKeyUsage,
  encodeExtension,
  encodeSubject,
  keyIdOf,
  makeTlsKey,
  signCertificate,
} from '@livepin/pki/make';
import { der, octets, sequence } from '@livepin/tls/der';
import type { ChainSketch, Signer } from '../chain-sketch.ts';
import { partsOf } from './certificate-parts.ts';
import { copyLeaf } from './copy-leaf.ts';
import type { GenuineChain, TesterChain } from './genuine-chain.ts';
import type { LabCa, LabCas } from './lab-cas.ts';

export interface Wanted {
  /** Whom the app wants, canonical. */
  readonly host: string;
  /** Null where the genuine server could not be asked. */
  readonly genuine: GenuineChain | null;
  readonly tester: TesterChain | null;
}

export interface ForgedChain {
  /** DER, leaf first, as it is to be sent. */
  readonly chain: readonly Uint8Array[];
  /** Private. That of the leaf, but for `genuine-without-key`. */
  readonly key: KeyObject;
}

/**
 * Makes what a sketch says. Expensive at the first leaf of a key type alone.
 * @param now seconds since 1970
 * @throws {LivepinError} LP_LAB_GENUINE_UNKNOWN: the sketch shows what is genuine, and that is not known
 */
export function forgeChain(sketch: ChainSketch, wanted: Wanted, cas: LabCas, now: number): ForgedChain {
  switch (sketch.kind) {
    case 'genuine-with-key': {
      const { certificates, key } = wanted.tester ?? refuse(wanted, 'its key');
      return { chain: certificates.map((certificate) => certificate.der), key };
    }
    case 'genuine-without-key': {
      const { certificates } = wanted.genuine ?? refuse(wanted, 'its certificates');
      return { chain: certificates.map((certificate) => certificate.der), key: keyLike(wanted, cas) };
    }
    case 'forged':
      return forge(sketch, wanted, cas, now);
  }
}

function refuse({ host }: Wanted, what: string): never {
  throw new LivepinError(
    'LP_LAB_GENUINE_UNKNOWN',
    `The genuine server of ${host} is to be shown, and the lab has not ${what}.`,
  );
}

function keyLike({ genuine }: Wanted, cas: LabCas): KeyObject {
  return cas.leafKeys.like(genuine?.certificates[0].publicKey ?? null);
}

/** Who signs a leaf, and what of it the leaf and the list show. */
interface Issuer {
  /** Name, DER. */
  readonly subject: Uint8Array;
  /** Private. */
  readonly key: KeyObject;
  /** What the leaf gives as its issuer's; null for none. */
  readonly keyId: Uint8Array | null;
  /** Sent along behind the leaf. */
  readonly certificates: readonly Uint8Array[];
}

function forge(
  sketch: Extract<ChainSketch, { kind: 'forged' }>,
  wanted: Wanted,
  cas: LabCas,
  now: number,
): ForgedChain {
  const key = keyLike(wanted, cas);
  const issuer = sketch.signer === 'self' ? null : issuerOf(sketch.signer, wanted, cas);
  const draft = copyLeaf(
    {
      host: wanted.host,
      model: wanted.genuine?.certificates[0] ?? null,
      key,
      issuerKeyId: issuer ? issuer.keyId : keyIdOf(key),
      names: sketch.names ?? null,
      isExpired: sketch.dates === 'expired',
    },
    now,
  );
  const leaf = signCertificate(
    { ...draft, key, issuer: issuer?.subject ?? draft.subject, issuerKey: issuer?.key ?? key },
    draft.serialBytes,
  );
  return { chain: [leaf, ...(issuer?.certificates ?? []), ...appended(sketch.append, wanted)], key };
}

// Behind the rogue ones: validators that follow the first certificate of a name, OpenSSL's among them, must come to the end
// of the rogue path before whoever reads the list for pins sees the genuine ones.
function appended(what: 'intermediates' | 'whole-chain' | undefined, { genuine }: Wanted): Uint8Array[] {
  if (what === undefined || !genuine) return [];
  const [, ...behind] = genuine.certificates;
  return (what === 'intermediates' ? behind : genuine.certificates).map((certificate) => certificate.der);
}

function issuerOf(signer: Exclude<Signer, 'self'>, wanted: Wanted, cas: LabCas): Issuer {
  switch (signer) {
    case 'user-ca':
      return rootIssuer(cas.userCa);
    case 'unknown-ca':
      return rootIssuer(cas.unknownCa);
    case 'public-ca':
      return rootIssuer(cas.publicIssuing);
    case 'namesake':
      return namesake(wanted, cas, false);
    case 'namesake-with-key-ids':
      return namesake(wanted, cas, true);
  }
}

// The root of one stage goes along too: some that judge by themselves take a list whose end is self-signed for a path.
function rootIssuer({ certificate, key }: LabCa): Issuer {
  return { subject: partsOf(certificate).subject, key, keyId: keyIdOf(key), certificates: [certificate.der] };
}

/**
 * An intermediate of the user CA that has the subject, and the key identifier, of the genuine leaf's issuer. Its own issuer it
 * names truly: were that copied too, nobody would find the path to the user CA, and nothing would be attacked.
 */
function namesake({ host, genuine }: Wanted, { userCa }: LabCas, hasKeyIds: boolean): Issuer {
  const key = makeTlsKey('P-256');
  const leaf = genuine?.certificates[0] ?? null;
  const subject = leaf
    ? partsOf(leaf).issuer
    : encodeSubject([{ type: 'CN', value: `Issuer of ${host}`.slice(0, 64) }]);
  const keyId = hasKeyIds ? (genuineKeyId(genuine) ?? keyIdOf(key)) : null;
  const ids = keyId && [
    encodeExtension('2.5.29.14', octets(keyId)),
    encodeExtension('2.5.29.35', sequence(der(0x80, keyIdOf(userCa.key)))),
  ];
  const certificate = signCertificate({
    subject,
    issuer: partsOf(userCa.certificate).subject,
    key,
    issuerKey: userCa.key,
    notBefore: userCa.certificate.notBefore,
    notAfter: userCa.certificate.notAfter,
    extensions: [caBasicConstraints(0), caKeyUsage(), ...(ids ?? [])],
  });
  return { subject, key, keyId, certificates: [certificate, userCa.certificate.der] };
}

/** As the issuer gives it, or as the leaf says that the issuer does. */
function genuineKeyId(genuine: GenuineChain | null): Uint8Array | null {
  if (!genuine) return null;
  const [leaf, issuer] = genuine.certificates;
  const isIssuer = issuer?.subject === leaf.issuer;
  const hex = (isIssuer ? issuer?.extensions.subjectKeyId : null) ?? leaf.extensions.authorityKeyId?.keyId ?? null;
  return hex === null ? null : Buffer.from(hex, 'hex');
}
