import type { Scenario } from '../scenario.ts';
import { showing } from './moves.ts';

export const nameChaining: Scenario = {
  id: 'name-chaining',
  title: 'Name chaining',
  group: 'certificates',
  attack:
    "Shows a leaf issued by a rogue intermediate that has the genuine issuer's name, and sends the genuine issuer along.",
  must: 'The app must verify each signature of the path on which it finds its pin; a name that fits proves nothing.',
  why: 'Anyone who has a CA can give an intermediate any name. An app that builds its own chain by names alone comes from the rogue leaf to the pinned genuine issuer.',
  repair:
    'Judge the path that the validator verified; where the app builds paths itself, check every signature on them.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047', 'CWE-295'],
  needs: ['trusted-ca'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['attacked'],
  treat: showing({ kind: 'forged', signer: 'namesake', append: 'intermediates' }),
};
