import { effectiveFor } from '../coverage.ts';
import { a, ats, atsDomain, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { formOf, isOf } from '../forms.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

export const subdomainDepthDiffers: Rule = {
  id: 'subdomain-depth-differs',
  title: 'Sub-domains are pinned to another depth',
  severity: 'warning',
  scope: 'project',
  forms: ['ats', 'okhttp', 'ktor'],
  meaning:
    'Another file of the app pins every name below this host. Here it is names with exactly one more label: those below them are not pinned on this platform.',
  repair: 'Name deeper hosts on their own, or write "**." in place of "*." for OkHttp.',
  standards: ['MASVS-NETWORK-2'],
  bad: {
    files: {
      [nscPath]: nsc(domainConfig('example.com', [a, b])),
      'ios/App/Info.plist': ats(atsDomain('example.com', [a, b])),
    },
    at: ['example.com'],
  },
  good: {
    files: {
      [nscPath]: nsc(domainConfig('example.com', [a, b]).replace(' includeSubdomains="true"', '')),
      'ios/App/Info.plist': ats(atsDomain('example.com', [a, b]).replace('<true/>', '<false/>')),
    },
  },
  check: (project) => {
    const configs = project.files.flatMap((file) => file.configs);
    return placesIn(project).flatMap((place) => {
      const { host, coverage, pins } = place.entry;
      if (!isOf(place.config, 'ats', 'okhttp', 'ktor') || pins.length === 0 || host.host === null) return [];
      if (coverage !== 'one-label' && coverage !== 'host-and-one-label') return [];
      const name = host.host;
      const deeper = configs.find((config) =>
        effectiveFor(config, name)?.entries.some((entry) => entry.coverage === 'host-and-below'),
      );
      if (!deeper) return [];
      const itself = coverage === 'one-label' ? ', and not the name itself,' : '';
      const sentence = `Names with one more label than ${name}${itself} are pinned here; ${nameOf(deeper)} pins it with all below.`;
      return [found(place, host.span, sentence)];
    });
  },
};

function nameOf(config: { readonly target: string }): string {
  const { family } = formOf(config);
  return family === 'nsc' ? 'the Network Security Config' : config.target;
}
