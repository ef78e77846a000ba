import { a, b, trustKit, trustKitDomain } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

const enforce = '<key>TSKEnforcePinning</key>\n<true/>\n';

export const trustKitMisplacedKey: Rule = {
  id: 'trustkit-misplaced-key',
  title: 'Setting of TrustKit in the wrong place',
  severity: 'error',
  scope: 'file',
  forms: ['trustkit'],
  meaning:
    'TrustKit looks for each key in one dictionary, and passes over it elsewhere: what it was to set keeps its default, or nothing is pinned.',
  repair: 'Settings of a domain belong into the domain; TSKPinnedDomains belongs into TSKConfiguration.',
  standards: ['MASVS-NETWORK-2'],
  bad: {
    files: { 'ios/App/Info.plist': trustKit(trustKitDomain('api.example.com', [a, b]), enforce) },
    at: ['TSKEnforcePinning'],
  },
  good: { files: { 'ios/App/Info.plist': trustKit(trustKitDomain('api.example.com', [a, b], enforce)) } },
};
