import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const nscUnknownElement: Rule = {
  id: 'nsc-unknown-element',
  title: 'Android does not know this element',
  severity: 'warning',
  scope: 'file',
  forms: ['nsc', 'trustkit-android'],
  meaning:
    'Android passes over elements and attributes that it does not know, in silence. What a misspelt one was to do is not done.',
  repair: 'Correct its name, or remove it.',
  standards: ['NetworkSecurityConfig'],
  bad: {
    files: {
      [nscPath]: nsc(
        domainConfig('api.example.com', [a, b]).replace('<domain-config>', '<domain-config enforcePinning="true">'),
      ),
    },
    at: ['enforcePinning="true"'],
  },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
};
