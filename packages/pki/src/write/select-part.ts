import { LivepinError } from '@livepin/core';
import type { Held } from '../read/held.ts';
import { type Arranged, arrange } from './arrange.ts';

/** What of some files is wanted. */
export const keyFileParts = ['key', 'public-key', 'certificates', 'leaf'] as const;

export type KeyFilePart = (typeof keyFileParts)[number];

const nothing: Arranged = { keys: [], certificates: [], requests: [], publicKeys: [] };

/**
 * @param part undefined: everything
 * @throws {LivepinError} LP_KEY_FILE_MISMATCH; LP_KEY_FILE_INEXPRESSIBLE: there is no such part
 */
export function selectPart(held: readonly Held[], part: KeyFilePart | undefined): Arranged {
  switch (part) {
    case undefined:
      return arrange(held);
    case 'key':
      return some(arrange(held.filter(({ kind }) => kind === 'private key')), 'private key');
    case 'certificates':
      return some(arrange(held.filter(({ kind }) => kind === 'certificate')), 'certificate');
    case 'leaf':
      return some(leavesOf(arrange(held)), 'certificate');
    case 'public-key':
      return some(publicKeysOf(arrange(held)), 'public key');
  }
}

function some(selected: Arranged, what: string): Arranged {
  const isEmpty = Object.values(selected).every((list: readonly unknown[]) => list.length === 0);
  if (isEmpty) throw new LivepinError('LP_KEY_FILE_INEXPRESSIBLE', `What was given holds no ${what}.`);
  return selected;
}

/** The certificate of each key; without keys the one that stands first of the chain. */
function leavesOf({ keys, certificates }: Arranged): Arranged {
  const ofKeys = keys.flatMap(({ chain, alias }) =>
    chain.slice(0, 1).map((certificate) => ({ kind: 'certificate' as const, certificate, alias })),
  );
  return { ...nothing, certificates: ofKeys.length > 0 ? ofKeys : certificates.slice(0, 1) };
}

/** That of each key or request; else that of the leaf. */
function publicKeysOf(arranged: Arranged): Arranged {
  const own = [
    ...arranged.keys.map(({ spki }) => spki),
    ...arranged.publicKeys,
    ...arranged.requests.map(({ spki }) => spki),
  ];
  const publicKeys = own.length > 0 ? own : leavesOf(arranged).certificates.map(({ certificate }) => certificate.spki);
  const distinct = new Map(publicKeys.map((spki) => [Buffer.from(spki).toString('hex'), spki]));
  return { ...nothing, publicKeys: [...distinct.values()] };
}
