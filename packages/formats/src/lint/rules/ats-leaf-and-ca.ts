import { a, ats, atsDomain, atsSet, b, c, d } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

const leaves = atsSet('NSPinnedLeafIdentities', [c, d]).replaceAll(/^(?=.)/gm, '    ');
const both = atsDomain('api.example.com', [a, b]).replace(/<\/dict>\n$/, `${leaves}</dict>\n`);

export const atsLeafAndCa: Rule = {
  id: 'ats-leaf-and-ca',
  title: 'Both a leaf and a CA must match',
  severity: 'warning',
  scope: 'file',
  forms: ['ats'],
  meaning:
    'With both sets there, one key of each must be in the chain. A second set is no backup: it doubles what can go wrong.',
  repair: 'Keep one of the two sets, with a backup key in it.',
  standards: ['MASWE-0047'],
  bad: {
    files: {
      'ios/App/Info.plist': ats(both),
    },
    at: ['api.example.com'],
  },
  good: { files: { 'ios/App/Info.plist': ats(atsDomain('api.example.com', [a, b])) } },
};
