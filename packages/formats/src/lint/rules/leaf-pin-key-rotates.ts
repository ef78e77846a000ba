import { isManagedIssuer } from '../../managed-issuers.ts';
import { a, b, c, d, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { servedOf } from '../example-world.ts';
import { found } from '../places.ts';
import { publicIntermediates } from '../public-intermediates.ts';
import type { Rule } from '../rule.ts';
import { servedLists } from '../served.ts';

export const leafPinKeyRotates: Rule = {
  id: 'leaf-pin-key-rotates',
  title: 'The pinned key changes by itself',
  severity: 'warning',
  scope: 'world',
  forms: 'all',
  meaning:
    'The key of the server is pinned, and its certificate comes from a CA whose clients or cloud make a new key at each renewal: within weeks the app is cut off, and nobody did anything.',
  repair:
    'Keep the key at renewal (certbot --reuse-key, rotationPolicy: Never in cert-manager), or publish the pin of the next key before it is used.',
  standards: ['MASVS-NETWORK-2', 'MASWE-0047'],
  bad: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, c])) },
    world: { served: servedOf('api.example.com', [a, b, c], { issuer: "C=US, O=Let's Encrypt, CN=YR1" }) },
    at: ['api.example.com'],
  },
  good: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, d])) },
    world: { served: servedOf('api.example.com', [a, b, c], { issuer: "C=US, O=Let's Encrypt, CN=YR1" }) },
  },
  check: (project, world) =>
    servedLists(project, world).flatMap(({ place, host, pins, served }) => {
      const leaf = served.paths.map(([first]) => first).find((first) => first && pins.has(first.pin));
      if (!leaf || place.entry.isPartial || !isManagedIssuer(leaf.issuer)) return [];
      const shown = new Set(served.paths.flat().map(({ pin }) => pin));
      const next = [...pins].filter((pin) => !shown.has(pin) && !publicIntermediates.has(pin));
      if (next.length > 0) return [];
      const sentence = `The server key of ${host} is pinned, its certificate is of ${leaf.issuer}, and no pin is of a next key.`;
      return [found(place, place.entry.host.span, sentence)];
    }),
};
