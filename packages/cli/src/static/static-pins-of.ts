import type { StaticHost, StaticPinsInput } from '@livepin/admin';
import type { StaticFile } from './static-file.ts';

export const platforms = ['all', 'android', 'apple'] as const;
export type Platform = (typeof platforms)[number];

/** Forms that hold on one platform alone; all others may hold on both. */
const platformOf: Readonly<Record<string, Platform>> = {
  'android-nsc': 'android',
  'trustkit-android': 'android',
  'okhttp-kotlin': 'android',
  'okhttp-java': 'android',
  ats: 'apple',
  'trustkit-plist': 'apple',
  'trustkit-swift': 'apple',
  'trustkit-objc': 'apple',
  'expo-ats': 'apple',
  'expo-trustkit': 'apple',
};

/** What a build of these files holds connections to, one entry for each place. What is only reported ends none. */
export function staticPinsOf(files: readonly StaticFile[], appVersion: string, platform: Platform): StaticPinsInput {
  const entries = files
    .flatMap(({ read }) => read)
    .filter(({ form }) => platform === 'all' || (platformOf[form.id] ?? platform) === platform)
    .flatMap(({ config }) => config.entries);
  const hosts = entries.flatMap(({ host, coverage, pins, isEnforced, expires }): StaticHost[] => {
    const known = [...new Set(pins.flatMap(({ pin }) => (pin === null ? [] : [pin])))].sort();
    if (host.host === null || known.length === 0 || !isEnforced) return [];
    return [{ host: host.host, subdomains: coverage !== 'host', pins: known, expires: expires?.seconds ?? null }];
  });
  const distinct = new Map(hosts.map((entry) => [JSON.stringify(entry), entry]));
  return { appVersion, platform, hosts: [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry) };
}
