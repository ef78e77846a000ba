import { type KeyKind, type KeyPair, makeKey } from '@livepin/testkit';
import type { Random } from './random.ts';

// Made once: an RSA key takes longer than a thousand certificates. Which key a PKI uses comes from its seed, the keys
// themselves do not.

const sizes: readonly (readonly [KeyKind, number])[] = [
  ['P-256', 60],
  ['P-384', 6],
  ['RSA', 8],
  ['RSA-PSS', 4],
  ['Ed25519', 20],
  ['RSA-1024', 1],
];
/** Of 100 keys so many are of each kind. */
const shares: readonly (readonly [KeyKind, number])[] = [
  ['P-256', 60],
  ['P-384', 5],
  ['RSA', 15],
  ['RSA-PSS', 8],
  ['Ed25519', 11],
  ['RSA-1024', 1],
];
const kinds = shares.flatMap(([kind, share]) => Array.from({ length: share }, () => kind));

let pool: Map<KeyKind, KeyPair[]> | null = null;

export function keyFrom(random: Random): KeyPair {
  pool ??= new Map(sizes.map(([kind, size]) => [kind, Array.from({ length: size }, () => makeKey(kind))]));
  return random.pick(pool.get(random.pick(kinds))!);
}
