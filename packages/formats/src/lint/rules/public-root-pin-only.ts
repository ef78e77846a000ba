import { a, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { found, keyOf, listsIn, namesOf } from '../places.ts';
import { publicRoots } from '../public-roots.ts';
import type { Rule } from '../rule.ts';

const isrgX1 = 'C5+lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M=';
const isrgX2 = 'diGVwiVYbubAI3RW4hB9xU8e/CH2GnkuvVFZE8zmgzI=';

export const publicRootPinOnly: Rule = {
  id: 'public-root-pin-only',
  title: 'Only roots of public CAs are pinned',
  severity: 'warning',
  scope: 'file',
  forms: 'all',
  meaning:
    'Every customer of these CAs passes, and so does whoever deceives their validation once; a root that is distrusted or crossed out of the path cuts the app off.',
  repair:
    'Pin the key of the server and a backup key of your own. Roots beside them add little and keep the hole open.',
  standards: ['MASVS-NETWORK-2', 'MASWE-0047'],
  bad: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [isrgX1, isrgX2])) },
    at: ['api.example.com'],
  },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [isrgX1, a])) } },
  check: (project) =>
    listsIn(project).flatMap(({ places, pins }) => {
      const [first] = places;
      const names = pins.map((each) => publicRoots.get(keyOf(each)));
      if (!first || first.entry.isPartial || names.some((name) => name === undefined)) return [];
      const known = [...new Set(names)].slice(0, 3).join(', ');
      const sentence = `${namesOf(places)} is pinned to roots of public CAs alone (${known}): any of their certificates passes.`;
      return [found(first, first.entry.host.span, sentence)];
    }),
};
