import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

export const hostIsUrl: Rule = {
  id: 'host-is-url',
  title: 'A URL in place of a host',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'With a scheme, a port, a path, a user or a blank in it this is no name of a host: it never matches, and nothing is pinned. OkHttp throws at it.',
  repair: 'Write the name of the host alone.',
  standards: ['MASTG-TEST-0242', 'MASVS-NETWORK-2'],
  bad: { files: { [nscPath]: nsc(domainConfig('https://api.example.com', [a, b])) }, at: ['https://api.example.com'] },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
  check: (project) =>
    placesIn(project)
      .filter(({ entry }) => entry.host.host === null && isUrl(entry.host.text))
      .map((place) => {
        const { host } = place.entry;
        const name = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/@]*@)?([^/:?#\s]+)/i.exec(host.text)?.[1];
        const meant = name && name !== host.text ? `; ${name} is meant` : '';
        return found(place, host.span, `"${host.text.slice(0, 80)}" is no name of a host, and never matches${meant}.`);
      }),
};

function isUrl(text: string): boolean {
  return /[/@?#\s]/.test(text) || /^[^:]+:\d+$/.test(text);
}
