import { type Host, isAddress } from '@livepin/core';
import { covers } from './coverage.ts';
import { isLoopback } from './loopback.ts';
import { placesIn } from './places.ts';
import type { Project } from './rule.ts';
import { isOfOthers } from './rules/third-party-host.ts';

/**
 * The hosts that a project pins and that are its owner's, by what he says or else by what is known of others: whose keys are
 * worth looking at. In the order of the alphabet.
 */
export function hostsToAsk(project: Project): Host[] {
  const hosts = placesIn(project).flatMap(({ entry }) => {
    const { host } = entry.host;
    return host !== null && entry.pins.length > 0 && covers(entry, host) ? [host] : [];
  });
  return [...new Set(hosts)]
    .filter((host) => !isAddress(host) && !isLoopback(host) && host.includes('.') && !isOfOthers(host, project))
    .sort();
}
