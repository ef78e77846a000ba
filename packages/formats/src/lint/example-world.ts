import type { Host, Pin } from '@livepin/core';
import type { PublishedHost, Served, ServedKey, World } from './rule.ts';

/** What examples take place in, where they say nothing else: 26 November 2026, no network and no service. */
export const exampleWorld: World = { now: Date.UTC(2026, 10, 26) / 1000, served: new Map(), bundle: null };

/** @param pins of the path that the server shows, leaf first @param leaf what is special about its certificate */
export function servedOf(
  host: string,
  pins: readonly string[],
  leaf: Partial<ServedKey> = {},
): ReadonlyMap<Host, Served> {
  const path = pins.map(
    (pin, depth): ServedKey => ({
      pin: pin as Pin,
      subject: depth === 0 ? `CN=${host}` : `CN=Example CA ${depth}`,
      issuer: `CN=Example CA ${depth + 1}`,
      certificateHash: `${'0'.repeat(42)}${depth}=`,
      keyType: 'P-256',
      notAfter: Date.UTC(2027, 1, 1) / 1000,
      ...(depth === 0 ? leaf : {}),
    }),
  );
  return new Map([[host as Host, { paths: [path] }]]);
}

export function bundleOf(host: string, pins: readonly string[], subdomains = true): World['bundle'] {
  const published: PublishedHost = { subdomains, pins: pins as readonly Pin[] };
  return { hosts: new Map([[host as Host, published]]) };
}
