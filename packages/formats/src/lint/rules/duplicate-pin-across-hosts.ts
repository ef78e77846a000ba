import { getDomain } from 'tldts';
import { a, b, c, d, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { found, keyOf, pinsOf, placesIn } from '../places.ts';
import { publicIntermediates } from '../public-intermediates.ts';
import { publicRoots } from '../public-roots.ts';
import type { Found, Rule } from '../rule.ts';

export const duplicatePinAcrossHosts: Rule = {
  id: 'duplicate-pin-across-hosts',
  title: 'Unrelated hosts share all their keys',
  severity: 'info',
  scope: 'file',
  forms: 'all',
  meaning:
    'Hosts of different domains are pinned to the same keys: when one of these is stolen or lost, all of the hosts are.',
  repair: 'Give each host keys of its own, or say in a comment why they share them.',
  standards: [],
  bad: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b]) + domainConfig('shop.example.org', [b, a])) },
    at: ['shop.example.org'],
  },
  good: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b]) + domainConfig('shop.example.org', [c, d])) },
  },
  check(project) {
    const first = new Map<string, { readonly name: string; readonly domain: string }>();
    const findings: Found[] = [];
    for (const place of placesIn(project)) {
      const { host } = place.entry.host;
      const pins = [...new Set(pinsOf(place).map(keyOf))].toSorted();
      // That many trust one CA is no secret that is shared.
      const areOfCas = pins.every((pin) => publicRoots.has(pin) || publicIntermediates.has(pin));
      if (host === null || areOfCas || place.form.ofCertificates) continue;
      const key = JSON.stringify([place.file.path, place.config.target, pins]);
      const domain = getDomain(host) ?? host;
      const known = first.get(key);
      if (!known) first.set(key, { name: host, domain });
      else if (known.domain !== domain) {
        const sentence = `${host} has the same keys as ${known.name}, which is of another domain.`;
        findings.push(found(place, place.entry.host.span, sentence));
      }
    }
    return findings;
  },
};
