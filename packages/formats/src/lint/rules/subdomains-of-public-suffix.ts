import { getPublicSuffix } from 'tldts';
import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

export const subdomainsOfPublicSuffix: Rule = {
  id: 'subdomains-of-public-suffix',
  title: 'Sub-domains of other people',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'Below such a name everybody can have hosts. Those that the app or its libraries use are pinned to your keys, and cut off; TrustKit throws at it when the app starts.',
  repair: 'Name your own host below it.',
  standards: ['MASWE-0047'],
  bad: { files: { [nscPath]: nsc(domainConfig('appspot.com', [a, b])) }, at: ['appspot.com'] },
  good: { files: { [nscPath]: nsc(domainConfig('shop-1234.appspot.com', [a, b])) } },
  check: (project) =>
    placesIn(project)
      .filter(({ entry }) => entry.pins.length > 0 && entry.coverage !== 'host')
      .filter(({ entry: { host } }) => host.host !== null && isPublicSuffix(host.host))
      .map((place) => {
        const { host } = place.entry;
        const throws = place.form.family === 'trustkit' ? ' TrustKit throws at it.' : '';
        return found(
          place,
          host.span,
          `Below ${host.host} everybody can have hosts: they all are pinned here.${throws}`,
        );
      }),
};

/** Of the Public Suffix List, its private part included; a name of one label is none of it unless it is listed. */
function isPublicSuffix(name: string): boolean {
  return name.includes('.')
    ? getPublicSuffix(name, { allowPrivateDomains: true }) === name
    : getPublicSuffix(`a.${name}`, { allowPrivateDomains: true }) === name;
}
