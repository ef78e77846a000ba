import type { Host } from '@livepin/core';
import { effectiveFor, pinsAny } from '../coverage.ts';
import { differenceOf } from '../differing-pins.ts';
import { a, b, c, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { bundleOf } from '../example-world.ts';
import { isOf } from '../forms.ts';
import { isDebugOnly } from '../paths.ts';
import { found, type Place, placesIn } from '../places.ts';
import type { Found, PublishedHost, Rule, World } from '../rule.ts';

export const driftFromSource: Rule = {
  id: 'drift-from-source',
  title: 'The file differs from what is published',
  severity: 'error',
  scope: 'world',
  forms: 'all',
  meaning:
    'The service publishes other pins for this host than the app ships. A key that it no longer vouches for is still accepted, or the next one is not: then this version is cut off at the rotation.',
  repair: 'livepin sync DIR --app ID writes the published pins.',
  standards: ['MASVS-NETWORK-2', 'MASWE-0047'],
  bad: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) },
    world: { bundle: bundleOf('api.example.com', [a, c]) },
    at: ['api.example.com'],
  },
  good: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, c])) },
    world: { bundle: bundleOf('api.example.com', [c, a]) },
  },
  check(project, { bundle }) {
    if (!bundle) return [];
    const places = placesIn(project).filter(({ file, form }) => !isDebugOnly(file.path) && !form.ofCertificates);
    return [...places.flatMap((place) => driftOf(place, bundle)), ...unpinned(places, bundle)];
  },
};

type Bundle = NonNullable<World['bundle']>;

function driftOf(place: Place, { hosts }: Bundle): Found[] {
  const { host, isPartial } = place.entry;
  const name = host.host;
  const effective = name === null ? null : effectiveFor(place.config, name);
  if (name === null || !effective || isPartial || effective.entries[0] !== place.entry) return [];
  const published = hosts.get(name);
  if (!published) {
    // Where it knows no host of a file, the file may be of another app.
    const isOurs = place.config.entries.some((entry) => entry.host.host !== null && hosts.has(entry.host.host));
    const sentence = `${name} is pinned here, and the service publishes nothing for it.`;
    return isOurs ? [found(place, host.span, sentence, { severity: 'warning' })] : [];
  }
  // These compare the keys of one kind alone, so that a part of what is published is all that they can carry.
  const isPart = isOf(place.config, 'ats', 'curl');
  const pins = isPart ? new Set([...effective.pins, ...published.pins]) : effective.pins;
  const difference = differenceOf(pins, new Set(published.pins));
  if (difference !== null) {
    return [found(place, host.span, `${name} is published with other pins: this file ${difference}.`)];
  }
  return depthDrift(place, name, published);
}

function depthDrift(place: Place, name: Host, { subdomains }: PublishedHost): Found[] {
  const isBelow = effectiveFor(place.config, `livepin-probe.${name}` as Host) !== null;
  if (isBelow === subdomains || isOf(place.config, 'curl')) return [];
  const sentence = subdomains
    ? `${name} is published with its sub-domains, which are not pinned here.`
    : `Sub-domains of ${name} are pinned here, and not published.`;
  return [found(place, place.entry.host.span, sentence)];
}

/** Hosts that are published, and that no file pins, though files pin others of them. */
function unpinned(places: readonly Place[], { hosts }: Bundle): Found[] {
  const first = places.find(({ entry }) => entry.host.host !== null && hosts.has(entry.host.host));
  const configs = [...new Set(places.map(({ config }) => config))].filter(pinsAny);
  if (!first || configs.some(({ problems }) => problems.some(({ rule }) => rule === 'pin-indirect'))) return [];
  return [...hosts.keys()]
    .filter((name) => configs.every((config) => effectiveFor(config, name) === null))
    .map((name) =>
      found(first, first.entry.host.span, `${name} is published, and no file of this project pins it.`, {
        severity: 'warning',
      }),
    );
}
