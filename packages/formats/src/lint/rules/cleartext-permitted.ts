import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const cleartextPermitted: Rule = {
  id: 'cleartext-permitted',
  title: 'Connections without TLS are permitted',
  severity: 'warning',
  scope: 'file',
  forms: ['nsc', 'trustkit-android'],
  meaning:
    'What goes over http is read and changed by anybody on the way, and no pin is asked: an error for a pinned host, and worth knowing for the device itself.',
  repair: 'Remove the switch, or keep it to hosts that have no TLS and carry nothing that matters.',
  standards: ['MASTG-TEST-0235', 'CWE-319', 'MASVS-NETWORK-1', 'InsecureBaseConfiguration'],
  bad: {
    files: {
      [nscPath]: nsc(
        `<base-config cleartextTrafficPermitted="true" />\n${domainConfig('api.example.com', [a, b]).replace('<domain-config>', '<domain-config cleartextTrafficPermitted="false">')}`,
      ),
    },
    at: ['cleartextTrafficPermitted="true"'],
  },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
};
