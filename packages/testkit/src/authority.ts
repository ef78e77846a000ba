import { encodeBase64Url, parseJws } from '@livepin/core';
import { type Signer, signDocument } from '@livepin/core/sign';
import { sha256 } from '@noble/hashes/sha2.js';
import { type TestKey, testKey, testPin } from './keys.ts';

// Trust roots and bundles for tests. Everything can be overridden, so that wrong ones can be made as easily as right ones.

/** 2026-01-01T00:00:00Z: the day on which the tests' story begins, in seconds since 1970. */
export const day0 = 1_767_225_600;
export const oneDay = 86_400;
export const app = 'com.example.bank';

export interface RootSketch {
  readonly version?: number;
  readonly epoch?: number;
  readonly rootKeys?: readonly TestKey[];
  readonly rootThreshold?: number;
  readonly pinKeys?: readonly TestKey[];
  readonly pinThreshold?: number;
  readonly signers?: readonly Signer[];
  /** Members that take the place of those that would stand in the payload; `undefined` leaves one out. */
  readonly payload?: Readonly<Record<string, unknown>>;
}

export const rootKeys = [testKey('root 1'), testKey('root 2', 'Ed25519'), testKey('root 3')];
export const pinKeys = [testKey('pin 1'), testKey('pin 2', 'Ed25519')];

/** By default version 1 of a chain: root keys 2 of 3, pin key 1 of 1. A later version takes `chain` in `payload`. */
export function makeRoot(sketch: RootSketch = {}): Promise<Uint8Array> {
  const { version = 1, epoch = 1, rootThreshold = 2, pinThreshold = 1, payload = {} } = sketch;
  const [roots, pins] = [sketch.rootKeys ?? rootKeys, sketch.pinKeys ?? pinKeys.slice(0, 1)];
  const unique = [...new Map([...roots, ...pins].map((key) => [key.kid, key.jwk])).values()];
  return signDocument(
    'livepin-root+json',
    {
      spec: '1.0',
      version,
      epoch,
      iat: day0,
      exp: day0 + 3_650 * oneDay,
      keys: unique,
      roles: {
        root: { kids: roots.map(({ kid }) => kid), threshold: rootThreshold },
        pins: { kids: pins.map(({ kid }) => kid), threshold: pinThreshold },
      },
      ...payload,
    },
    sketch.signers ?? roots.slice(0, rootThreshold),
  );
}

/** The name of the chain that a first trust root begins. */
export function chainOf(firstRoot: Uint8Array): string {
  return encodeBase64Url(sha256(parseJws(firstRoot).payloadBytes));
}

export function makeBundle(
  chain: string,
  payload: Readonly<Record<string, unknown>> = {},
  signers: readonly Signer[] = pinKeys.slice(0, 1),
): Promise<Uint8Array> {
  const iat = typeof payload['iat'] === 'number' ? payload['iat'] : day0;
  return signDocument(
    'livepin-bundle+json',
    {
      spec: '1.0',
      chain,
      app,
      epoch: 1,
      version: 1,
      root: 1,
      iat,
      exp: iat + 14 * oneDay,
      refresh: 3_600,
      unlisted: 'allow',
      domains: [domain('api.example.com', [testPin('leaf'), testPin('backup')])],
      ...payload,
    },
    signers,
  );
}

export function domain(host: string, pins: readonly string[], more: Readonly<Record<string, unknown>> = {}) {
  return { host, subdomains: false, mode: 'enforce', pins, ...more };
}
