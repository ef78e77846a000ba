import { a, b, c, d, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { servedOf } from '../example-world.ts';
import { found } from '../places.ts';
import type { Rule } from '../rule.ts';
import { isServed, servedLists } from '../served.ts';

export const pinNotInServedChain: Rule = {
  id: 'pin-not-in-served-chain',
  title: 'No pin is in the served chain',
  severity: 'error',
  scope: 'world',
  forms: 'all',
  meaning:
    'No pinned key is in any chain that the server shows: the app is cut off from it, at once or as soon as its open connections end.',
  repair:
    'Pin a key of the chain that is served (livepin check HOST shows it), or have the server use the pinned key. If nobody changed anything there, find out who answers for it.',
  standards: ['MASVS-NETWORK-2', 'MASWE-0047', 'MASTG-TEST-0244'],
  bad: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) },
    world: { served: servedOf('api.example.com', [c, d]) },
    at: ['api.example.com'],
  },
  good: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) },
    world: { served: servedOf('api.example.com', [c, a]) },
  },
  check: (project, world) =>
    servedLists(project, world).flatMap(({ place, host, pins, served }) => {
      if (pins.size === 0 || place.entry.isPartial || isServed(place, pins, served)) return [];
      const shown = served.paths[0]?.[0];
      const by = shown ? `; the certificate of ${shown.subject} has the key ${shown.pin}` : '';
      const sentence = `None of the pins of ${host} is in a chain that it shows${by}.`;
      return [found(place, place.entry.host.span, sentence)];
    }),
};
