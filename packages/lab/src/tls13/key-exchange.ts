import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { alerts } from './alerts.ts';
import { ProtocolFault } from './protocol-fault.ts';

/** One side of a Diffie-Hellman exchange. */
export interface KeyShare {
  /** As it goes over the wire (RFC 8446 §4.2.8). */
  readonly share: Uint8Array;
  /** @throws {ProtocolFault} where `theirs` is no point of the group */
  agree(theirs: Uint8Array): Uint8Array;
}

/**
 * Groups of which the lab makes shares, by number, in order of preference. Hybrids with ML-KEM are not among them: who
 * offers one has offered X25519 beside it so far.
 */
export const groups: ReadonlyMap<number, () => KeyShare> = new Map([
  [0x001d, x25519],
  [0x0017, () => onCurve('prime256v1')],
  [0x0018, () => onCurve('secp384r1')],
]);

// RFC 8410 §4: what stands before the 32 bytes in a SubjectPublicKeyInfo.
const x25519Prefix = Buffer.from('302a300506032b656e032100', 'hex');

function x25519(): KeyShare {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return {
    share: publicKey.export({ type: 'spki', format: 'der' }).subarray(x25519Prefix.length),
    agree: (theirs) =>
      orFault(() => {
        const key = Buffer.concat([x25519Prefix, theirs]);
        return diffieHellman({ privateKey, publicKey: createPublicKey({ key, format: 'der', type: 'spki' }) });
      }),
  };
}

function onCurve(curve: string): KeyShare {
  const exchange = createECDH(curve);
  return { share: exchange.generateKeys(), agree: (theirs) => orFault(() => exchange.computeSecret(theirs)) };
}

function orFault(agree: () => Uint8Array): Uint8Array {
  try {
    return agree();
  } catch {
    // OpenSSL's words differ by group; each means that the bytes are no usable public key (RFC 8446 §4.2.8.2, §7.4.2).
    throw new ProtocolFault(alerts.illegalParameter, 'the key share is no public key of its group');
  }
}
