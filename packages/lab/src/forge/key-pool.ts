import { generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Private keys for leaves, one of each type and size: to make an RSA key takes a tenth of a second, and longer ones seconds. */
export interface KeyPool {
  /**
   * A private key as `model` is one, so that neither the size of a handshake nor its signature gives the lab away. Where
   * no TLS server of today could have such a key, or OpenSSL makes none, the nearest that it makes.
   * @param model the genuine leaf's public key; null where none is known, which gives P-256
   */
  like(model: KeyObject | null): KeyObject;
}

export function makeKeyPool(): KeyPool {
  const keys = new Map<string, KeyObject>();
  return {
    like(model) {
      const kind = kindOf(model);
      const known = keys.get(kind.name);
      if (known) return known;
      const key = kind.generate();
      keys.set(kind.name, key);
      return key;
    },
  };
}

interface Kind {
  readonly name: string;
  generate(): KeyObject;
}

// Shorter ones are refused for their length by most, longer ones take Node longer than an app waits.
const minRsaBits = 2048;
const maxRsaBits = 8192;

function kindOf(model: KeyObject | null): Kind {
  const { modulusLength = minRsaBits, namedCurve = 'prime256v1' } = model?.asymmetricKeyDetails ?? {};
  const bits = Math.min(Math.max(modulusLength, minRsaBits), maxRsaBits);
  switch (model?.asymmetricKeyType) {
    case 'rsa':
      return { name: `rsa ${bits}`, generate: () => generateKeyPairSync('rsa', { modulusLength: bits }).privateKey };
    case 'rsa-pss':
      // Without the restriction to one hash that such keys can have: any client that takes the one takes the other.
      return {
        name: `rsa-pss ${bits}`,
        generate: () => generateKeyPairSync('rsa-pss', { modulusLength: bits }).privateKey,
      };
    case 'ed25519':
      return { name: 'ed25519', generate: () => generateKeyPairSync('ed25519').privateKey };
    case 'ed448':
      return { name: 'ed448', generate: () => generateKeyPairSync('ed448').privateKey };
    default:
      return { name: namedCurve, generate: () => generateKeyPairSync('ec', { namedCurve }).privateKey };
  }
}
