import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const nscStructure: Rule = {
  id: 'nsc-structure',
  title: 'Android crashes at this file',
  severity: 'error',
  scope: 'file',
  forms: ['nsc', 'trustkit-android'],
  meaning:
    'Android reads the file when the app makes its first connection, and throws at what it does not allow: the app crashes, on every device.',
  repair: 'Write it as the documentation of "Network security configuration" has it.',
  standards: ['NetworkSecurityConfig'],
  bad: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b]).replace('digest="SHA-256"', 'digest="sha256"')) },
    at: ['digest="sha256"'],
  },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
};
