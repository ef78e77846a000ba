import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { found, listsIn, namesOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const pinSetNoExpiry: Rule = {
  id: 'pin-set-no-expiry',
  title: 'The pins never expire',
  severity: 'info',
  scope: 'file',
  forms: ['nsc', 'trustkit', 'trustkit-android'],
  meaning:
    'An app that is not updated stays cut off when the keys have changed, for as long as it is installed. With a date pinning would end there in silence instead: either can be right, and should be chosen.',
  repair: 'Write a date, or say in a comment that none is meant.',
  standards: ['PinSetExpiry'],
  bad: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b], null)) }, at: ['api.example.com'] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
  check: (project) =>
    listsIn(project)
      .filter(({ places: [first] }) => first && isOf(first.config, 'nsc', 'trustkit', 'trustkit-android'))
      .filter(({ places }) => places.every(({ entry }) => entry.expires === null))
      .map(({ places }) =>
        found(places[0]!, places[0]!.entry.host.span, `The pins of ${namesOf(places)} have no date on which they end.`),
      ),
};
