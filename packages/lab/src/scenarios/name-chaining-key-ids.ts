import type { Scenario } from '../scenario.ts';
import { showing } from './moves.ts';

export const nameChainingKeyIds: Scenario = {
  id: 'name-chaining-key-ids',
  title: 'Name and key id chaining',
  group: 'certificates',
  attack: "The same with the genuine issuer's key identifiers in the rogue leaf and intermediate.",
  must: 'The app must verify each signature of the path on which it finds its pin; key identifiers are names, and prove nothing.',
  why: 'Key identifiers are copied as easily as names. Libraries that prefer the issuer whose identifier fits come to the genuine one without a look at the signature.',
  repair:
    'Judge the path that the validator verified; where the app builds paths itself, check every signature on them.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047', 'CWE-295'],
  needs: ['trusted-ca'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['attacked'],
  treat: showing({ kind: 'forged', signer: 'namesake-with-key-ids', append: 'intermediates' }),
};
