import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { formatPin, type Pin } from '@livepin/core';

/** What may be seen of a key, private or public. */
export interface KeyView {
  /** "RSA", "RSA-PSS", "EC", "Ed25519", … */
  readonly type: string;
  /** Of RSA: the bits of the modulus. Of EC: the bits of the curve. Null where the type says it all. */
  readonly bits: number | null;
  /** The curve as NIST names it, or as OpenSSL does. */
  readonly curve: string | null;
  readonly pin: Pin;
}

const nistCurves: Readonly<Record<string, string>> = {
  prime192v1: 'P-192',
  secp224r1: 'P-224',
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

const types: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  'rsa-pss': 'RSA-PSS',
  ec: 'EC',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
  x25519: 'X25519',
  x448: 'X448',
  dsa: 'DSA',
};

/** @param spki SubjectPublicKeyInfo as it stands where it was found: the pin is over these bytes */
export function keyViewOf(spki: Uint8Array): KeyView {
  const pin = formatPin(createHash('sha256').update(spki).digest());
  const key = tryKey(spki);
  if (!key) return { type: 'unknown', bits: null, curve: null, pin };
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const type = types[key.asymmetricKeyType!] ?? key.asymmetricKeyType!.toUpperCase();
  if (key.asymmetricKeyType !== 'ec') return { type, bits: modulusLength ?? null, curve: null, pin };
  const bits = Number(/\d{3}/.exec(namedCurve ?? '')?.[0] ?? Number.NaN);
  return {
    type,
    bits: Number.isNaN(bits) ? null : bits,
    curve: namedCurve === undefined ? 'spelled out' : (nistCurves[namedCurve] ?? namedCurve),
    pin,
  };
}

/** For people: "RSA, 2048 bits", "P-256", "Ed25519". */
export function keyText({ type, bits, curve }: KeyView): string {
  if (curve !== null) return type === 'EC' && curve.startsWith('P-') ? curve : `${type}, ${curve}`;
  return bits === null ? type : `${type}, ${bits} bits`;
}

function tryKey(spki: Uint8Array): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    return null; // a type or encoding that OpenSSL does not know still has a pin
  }
}
