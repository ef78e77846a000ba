import { a, b, c, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { servedOf } from '../example-world.ts';
import { found } from '../places.ts';
import type { Rule } from '../rule.ts';
import { servedLists } from '../served.ts';

export const backupInServedChain: Rule = {
  id: 'backup-in-served-chain',
  title: 'The backup is in the served chain',
  severity: 'warning',
  scope: 'world',
  forms: 'all',
  meaning:
    'Every pinned key is in the chain that the server shows now. Whoever loses the key of the server, or leaves its CA, has nothing left that the apps would accept.',
  repair: 'Add the pin of a key that no certificate is made for yet, or of another CA.',
  standards: ['MASVS-NETWORK-2', 'MASWE-0047', 'RFC 7469'],
  bad: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) },
    world: { served: servedOf('api.example.com', [a, b, c]) },
    at: ['api.example.com'],
  },
  good: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, c])) },
    world: { served: servedOf('api.example.com', [a, b]) },
  },
  check: (project, world) =>
    servedLists(project, world).flatMap(({ place, host, pins, served }) => {
      const shown = new Set(served.paths.flat().map(({ pin }) => pin));
      const isAllShown = pins.size > 1 && [...pins].every((pin) => shown.has(pin));
      if (!isAllShown || place.entry.isPartial) return [];
      const all = pins.size === 2 ? 'Both' : `All ${pins.size}`;
      const sentence = `${all} pins of ${host} are keys of the chain that it shows now: none of them is a backup.`;
      return [found(place, place.entry.host.span, sentence)];
    }),
};
