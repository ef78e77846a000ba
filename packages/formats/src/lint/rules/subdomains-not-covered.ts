import type { Host } from '@livepin/core';
import { effectiveFor } from '../coverage.ts';
import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { namedHosts } from '../named-hosts.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

const kotlinPath = 'app/src/main/java/com/example/Api.kt';
const naming = `import okhttp3.CertificatePinner

const val UPLOADS = "https://uploads.example.com/v1/"
`;

export const subdomainsNotCovered: Rule = {
  id: 'subdomains-not-covered',
  title: 'A sub-domain that is used is not pinned',
  severity: 'warning',
  scope: 'project',
  forms: 'all',
  meaning:
    'A domain is pinned and its sub-domains are not, while the app names one of them: what it sends there is not protected by any pin.',
  repair: 'Include the sub-domains, or name the host with pins of its own.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0242'],
  bad: {
    files: {
      [nscPath]: nsc(domainConfig('example.com', [a, b]).replace(' includeSubdomains="true"', '')),
      [kotlinPath]: naming,
    },
    at: ['example.com'],
  },
  good: { files: { [nscPath]: nsc(domainConfig('example.com', [a, b])), [kotlinPath]: naming } },
  check(project) {
    const configs = project.files.flatMap((file) => file.configs);
    const isPinned = (name: Host) => configs.some((config) => effectiveFor(config, name) !== null);
    const isNamed = (name: Host) =>
      configs.some((config) => config.entries.some(({ host, pins }) => host.host === name && pins.length === 0));
    // That a host is named without pins is said where it is named.
    const open = namedHosts(project).filter(({ name }) => !isPinned(name) && !isNamed(name));
    return placesIn(project).flatMap((place) => {
      const { host, pins, coverage } = place.entry;
      if (pins.length === 0 || coverage === 'host-and-below' || host.host === null) return [];
      const below = open.find(({ name }) => name.endsWith(`.${host.host}`));
      if (!below) return [];
      const sentence = `${host.host} is pinned, and ${below.name}, which ${below.path} names, is not.`;
      return [found(place, host.span, sentence)];
    });
  },
};
