import { type BundleContent, findPinSet, type Host, type Policy, policyOf } from '@livepin/core';
import { type Finding, refusing } from './finding.ts';
import type { StaticHost, StaticPins } from './static-pins.ts';
import { without } from './without.ts';

const namedVersions = 3;

/**
 * Released versions whose static pins would be left without a key that the bundle still accepts. The platform asks for
 * static pins before any bundle is heard of: an installation that they cut off cannot heal by itself.
 * @param now seconds since 1970
 */
export function judgeStaticPins(
  next: BundleContent,
  published: BundleContent,
  released: readonly StaticPins[],
  now: number,
): Finding[] {
  const [after, before] = [policyOf(next), policyOf(published)];
  const stranded = new Map<Host, Set<string>>();
  for (const { appVersion, platform, retiredAt, hosts } of released) {
    if (retiredAt !== null) continue;
    for (const pinned of hosts) {
      if (pinned.expires !== null && pinned.expires <= now) continue;
      for (const host of namesHeld(pinned, hosts, before)) {
        if (!isServable(host, pinned, before) || isServable(host, pinned, after)) continue;
        const versions = stranded.get(host) ?? new Set();
        stranded.set(host, versions.add(platform === 'all' ? appVersion : `${appVersion} (${platform})`));
      }
    }
  }
  return [...stranded].map(([host, versions]) => {
    const named = [...versions].slice(0, namedVersions).join(', ');
    const more = versions.size > namedVersions ? ` and ${versions.size - namedVersions} more` : '';
    const sentence = `Version ${named}${more} of the app pins ${host} to keys of which none would be accepted any more.`;
    return refusing('LP_PUBLISH_STATIC_PINS', host, sentence);
  });
}

/** The host itself and, where those below it are held too, those of them that have sets of their own and no static pins. */
function namesHeld(pinned: StaticHost, all: readonly StaticHost[], { byHost }: Policy): Host[] {
  if (!pinned.subdomains) return [pinned.host];
  const isBelow = (name: Host, { host }: StaticHost) => name.endsWith(`.${host}`);
  const nearer = all.filter((other) => isBelow(other.host, pinned));
  const below = [...byHost.keys()].filter(
    (name) =>
      isBelow(name, pinned) &&
      !nearer.some((other) => other.host === name || (other.subdomains && isBelow(name, other))),
  );
  return [pinned.host, ...below];
}

/** Whether a server with a key that these pins know could still pass. A host without a set may show any key that is not revoked. */
function isServable(host: Host, { pins }: StaticHost, policy: Policy): boolean {
  const usable = without(pins, policy.revoked);
  const set = findPinSet(policy, host);
  return set === null ? usable.size > 0 : [...usable].some((pin) => set.pins.has(pin));
}
