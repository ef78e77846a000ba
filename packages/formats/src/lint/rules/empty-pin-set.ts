import { a, b, domainConfig, nsc, nscPath, pinner, pinnerPath, sha256 } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

export const emptyPinSet: Rule = {
  id: 'empty-pin-set',
  title: 'Empty set of pins',
  severity: 'error',
  scope: 'file',
  forms: ['nsc', 'trustkit-android', 'okhttp', 'ktor', 'rn-public-key', 'plain-json'],
  meaning:
    'The host is named and nothing is pinned. On Android an empty set also takes the host out of the pins of the config around it.',
  repair: 'Add pins, or remove the host.',
  standards: ['MASTG-TEST-0242', 'MASVS-NETWORK-2'],
  bad: {
    files: {
      [nscPath]: nsc(`<domain-config>
    <domain>api.example.com</domain>
    <pin-set />
</domain-config>
`),
      [pinnerPath]: pinner(['**.example.com', sha256(a), sha256(b)], ['push.example.com']),
    },
    at: ['push.example.com', '<pin-set />'],
  },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
  check: (project) =>
    placesIn(project)
      .filter(({ config }) => isOf(config, 'okhttp', 'ktor', 'rn-public-key', 'plain-json'))
      .filter(({ entry }) => entry.pins.length === 0 && !entry.isPartial)
      .map((place) => {
        const { host } = place.entry;
        return found(place, host.span, `${host.text} is named without pins: nothing is pinned for it here.`);
      }),
};
