import { a, ats, atsDomain, b } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const atsMisspeltKey: Rule = {
  id: 'ats-misspelt-key',
  title: 'iOS does not know this key',
  severity: 'error',
  scope: 'file',
  forms: ['ats'],
  meaning:
    'Keys are compared letter by letter, and others are passed over in silence: a misspelt one, or one in the wrong dictionary, pins nothing.',
  repair: 'Write the key as the documentation of NSPinnedDomains does, where it does.',
  standards: ['MASTG-TEST-0385', 'MASVS-NETWORK-2'],
  bad: {
    files: {
      'ios/App/Info.plist': ats(
        atsDomain('api.example.com', [a, b]).replace('NSIncludesSubdomains', 'NSIncludeSubdomains'),
      ),
    },
    at: ['NSIncludeSubdomains'],
  },
  good: { files: { 'ios/App/Info.plist': ats(atsDomain('api.example.com', [a, b])) } },
};
