import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

export const wildcardLiteral: Rule = {
  id: 'wildcard-literal',
  title: 'A star that is no wildcard',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'Only OkHttp and Ktor know stars in host names. Everywhere else this is a name that no host has: nothing is pinned by it, or the app crashes.',
  repair: 'Name the domain, and include its sub-domains by the switch of this form.',
  standards: ['MASTG-TEST-0242', 'MASVS-NETWORK-2'],
  bad: { files: { [nscPath]: nsc(domainConfig('*.example.com', [a, b])) }, at: ['*.example.com'] },
  good: { files: { [nscPath]: nsc(domainConfig('example.com', [a, b])) } },
  check: (project) =>
    placesIn(project)
      .filter(({ config, entry }) => !isOf(config, 'okhttp', 'ktor') && entry.host.text.includes('*'))
      .map((place) => {
        const { host } = place.entry;
        return found(place, host.span, `"${host.text.slice(0, 80)}" matches no host: a star is no wildcard here.`);
      }),
};
