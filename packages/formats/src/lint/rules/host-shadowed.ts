import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const hostShadowed: Rule = {
  id: 'host-shadowed',
  title: 'A host loses the pins of the host above it',
  severity: 'error',
  scope: 'file',
  forms: ['nsc', 'trustkit-android'],
  meaning:
    'The most specific config holds alone. One for a sub-domain that has no pins of its own takes it out of the pins of the domain above, and nothing there is pinned.',
  repair: 'Give it a pin set, or nest its domain-config in that of the domain above: then it inherits the pins.',
  standards: ['MASTG-TEST-0242', 'MASVS-NETWORK-2'],
  bad: {
    files: {
      [nscPath]: nsc(`${domainConfig('example.com', [a, b])}<domain-config cleartextTrafficPermitted="false">
    <domain>pay.example.com</domain>
</domain-config>
`),
    },
    at: ['pay.example.com'],
  },
  good: {
    files: {
      [nscPath]: nsc(
        domainConfig('example.com', [a, b]).replace(
          '</domain-config>',
          `    <domain-config cleartextTrafficPermitted="false">
        <domain>pay.example.com</domain>
    </domain-config>
</domain-config>`,
        ),
      ),
    },
  },
};
