import { a, ats, atsDomain, b } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const atsNoIdentities: Rule = {
  id: 'ats-no-identities',
  title: 'A domain without a set of keys',
  severity: 'error',
  scope: 'file',
  forms: ['ats'],
  meaning: 'The domain stands in NSPinnedDomains, and there is no set that iOS could read: nothing is pinned.',
  repair: 'Add NSPinnedCAIdentities or NSPinnedLeafIdentities, with a dictionary for each key.',
  standards: ['MASTG-TEST-0385', 'MASVS-NETWORK-2'],
  bad: { files: { 'ios/App/Info.plist': ats(atsDomain('api.example.com', [])) }, at: ['api.example.com'] },
  good: { files: { 'ios/App/Info.plist': ats(atsDomain('api.example.com', [a, b])) } },
};
