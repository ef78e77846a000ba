import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const pinningCommentedOut: Rule = {
  id: 'pinning-commented-out',
  title: 'Pinning is commented out',
  severity: 'warning',
  scope: 'file',
  forms: ['nsc', 'ats', 'trustkit', 'okhttp', 'ktor', 'rn-public-key', 'curl', 'hpkp'],
  meaning:
    'The only pins of the file stand in a comment. Somebody switched pinning off, perhaps to debug, and the app ships without it.',
  repair: 'Put the pins back in force, or delete them.',
  standards: ['MASTG-TEST-0242', 'MASVS-NETWORK-2'],
  bad: {
    files: { [nscPath]: nsc(`<!--\n${domainConfig('api.example.com', [a, b])}-->\n`) },
    at: ['<!--'],
  },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) } },
};
