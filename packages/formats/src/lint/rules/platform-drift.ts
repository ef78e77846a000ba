import type { Host } from '@livepin/core';
import type { ReadConfig, SourceFile } from '../../read-config.ts';
import { type Effective, effectiveFor, pinnedNames } from '../coverage.ts';
import { differenceOf } from '../differing-pins.ts';
import { a, ats, atsDomain, b, c, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { families, formOf } from '../forms.ts';
import { isDebugOnly } from '../paths.ts';
import { found } from '../places.ts';
import type { Found, Project, Rule } from '../rule.ts';
import { mainFiles } from '../variants.ts';

interface OfApp {
  readonly file: SourceFile;
  readonly config: ReadConfig;
}

type Platform = 'android' | 'apple';

export const platformDrift: Rule = {
  id: 'platform-drift',
  title: 'Platforms are pinned differently',
  severity: 'error',
  scope: 'project',
  forms: 'all',
  meaning:
    'Files of the same app pin one host to different keys, or to different depths: at the next rotation one platform is cut off and nobody knows why, or one was never protected. A warning where a host is pinned on one platform only.',
  repair: 'Write both from one source: livepin generate makes them together, and livepin sync keeps them so.',
  standards: ['MASVS-NETWORK-2', 'MASWE-0047'],
  bad: {
    files: {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b])),
      'ios/App/Info.plist': ats(atsDomain('api.example.com', [a, c])),
    },
    at: ['api.example.com'],
  },
  good: {
    files: {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b])),
      'ios/App/Info.plist': ats(atsDomain('api.example.com', [b, a])),
    },
  },
  check(project) {
    const configs = mainFiles(project.files)
      .filter(({ file }) => !isDebugOnly(file.path))
      .flatMap(({ file, configs: own }) => own.map((config): OfApp => ({ file, config })))
      .filter(({ config }) => formOf(config).platforms.length > 0);
    const names = pinnedNames(configs.map(({ config }) => config));
    return names.flatMap((name) => [...differing(name, configs), ...missing(name, configs, project)]);
  },
};

function differing(name: Host, configs: readonly OfApp[]): Found[] {
  const known = configs.flatMap((each) => {
    const effective = effectiveFor(each.config, name);
    return effective && !effective.isPartial ? [{ ...each, effective }] : [];
  });
  const [first, ...others] = known;
  if (!first) return [];
  return others.flatMap((other): Found[] => {
    const { span } = spoken(other.effective);
    const difference = differenceOf(other.effective.pins, first.effective.pins);
    if (difference !== null) {
      return [found(other, span, `${name} is pinned otherwise ${whereIs(first, other)}: here it ${difference}.`)];
    }
    const below = `livepin-probe.${name}` as Host;
    const [here, isThere] = [other, first].map(({ config }) => effectiveFor(config, below) !== null);
    if (here === isThere) return [];
    const there = whereIs(first, other);
    const sentence = `Sub-domains of ${name} are pinned ${here ? 'here' : there}, and not ${here ? there : 'here'}.`;
    return [found(other, span, sentence)];
  });
}

function whereIs({ file, config }: OfApp, from: OfApp): string {
  return file === from.file ? `by ${families[formOf(config).family]} in this file` : `in ${file.path}`;
}

function missing(name: Host, configs: readonly OfApp[], project: Project): Found[] {
  const pinning = configs.filter(({ config }) => effectiveFor(config, name) !== null);
  const [first] = pinning;
  const platforms = new Set(pinning.flatMap(({ config }) => formOf(config).platforms));
  const other = (['android', 'apple'] as const).find((platform) => !platforms.has(platform));
  if (!first || !other || platforms.size === 0 || !isOn(other, project) || isUnclear(other, configs)) return [];
  const effective = effectiveFor(first.config, name);
  const on = other === 'android' ? 'Android' : 'iOS';
  const sentence = `${name} is pinned here, and nowhere on ${on}, for which this project has an app too.`;
  return effective ? [found(first, spoken(effective).span, sentence, { severity: 'warning' })] : [];
}

function isOn(platform: Platform, { files }: Project): boolean {
  const mark = platform === 'android' ? /(?:^|\/)AndroidManifest\.xml$/ : /(?:^|\/)[\w.-]*Info[\w.-]*\.plist$/;
  return files.some(({ file }) => mark.test(file.path));
}

/** Whether something is pinned there that could not be read. */
function isUnclear(platform: Platform, configs: readonly OfApp[]): boolean {
  return configs.some(
    ({ config }) =>
      formOf(config).platforms.includes(platform) && config.problems.some(({ rule }) => rule === 'pin-indirect'),
  );
}

function spoken({ entries }: Effective) {
  return entries[0]!.host;
}
