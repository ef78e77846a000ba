import { effectiveFor, pinnedNames } from '../coverage.ts';
import { differenceOf } from '../differing-pins.ts';
import { a, b, c, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import type { Found, ProjectFile, Rule } from '../rule.ts';
import { variantGroups } from '../variants.ts';

const ofFlavour = 'app/src/paid/res/xml/network_security_config.xml';

export const buildVariantDrift: Rule = {
  id: 'build-variant-drift',
  title: 'Builds are pinned differently',
  severity: 'warning',
  scope: 'project',
  forms: ['nsc', 'ats', 'trustkit'],
  meaning:
    'A flavour or build type has a config of its own, and pins other keys or hosts than the one that it takes the place of: what was tested is not what is shipped.',
  repair: 'Keep one config for all builds, and put what developers need into debug-overrides.',
  standards: ['MASVS-NETWORK-2'],
  bad: {
    files: {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b])),
      [ofFlavour]: nsc(domainConfig('api.example.com', [a, c])),
    },
    at: ['api.example.com'],
  },
  good: {
    files: {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b])),
      [ofFlavour]: nsc(domainConfig('api.example.com', [b, a])),
    },
  },
  check: ({ files }) =>
    variantGroups(files).flatMap(([main, ...others]) => (main ? others.flatMap((other) => driftOf(other, main)) : [])),
};

function driftOf(other: ProjectFile, main: ProjectFile): Found[] {
  return (['nsc', 'ats', 'trustkit'] as const).flatMap((family): Found[] => {
    const here = other.configs.find((config) => isOf(config, family));
    const there = main.configs.find((config) => isOf(config, family));
    if (!here || !there) return [];
    return pinnedNames([there, here]).flatMap((name): Found[] => {
      const [own, its] = [effectiveFor(here, name), effectiveFor(there, name)];
      if (own?.isPartial || its?.isPartial) return [];
      const difference = differenceOf(own?.pins ?? new Set(), its?.pins ?? new Set());
      if (difference === null) return [];
      const place = own?.entries[0] ?? here.entries[0];
      const sentence = own
        ? `${name} is pinned otherwise than in ${main.file.path}, whose place this takes: this file ${difference}.`
        : `${name} is pinned in ${main.file.path}, whose place this takes, and not here.`;
      const span = place?.host.span ?? { start: 0, end: 0 };
      return [{ path: other.file.path, span, sentence }];
    });
  });
}
