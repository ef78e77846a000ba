import type { Scenario } from '../scenario.ts';
import { showing } from './moves.ts';

export const genuineChainAppended: Scenario = {
  id: 'genuine-chain-appended',
  title: 'Genuine chain appended',
  group: 'certificates',
  attack: "Shows a rogue chain of a trusted CA, and behind it the genuine server's whole chain, the leaf too.",
  must: 'The app must look for its pins on the path that it verified, and for a pinned leaf in the first certificate alone.',
  why: 'A certificate is no secret: every visitor of the genuine server gets it. An app that looks for its pin among all certificates of the list finds it, and speaks to the holder of another key.',
  repair:
    'Compare a pinned leaf with the certificate whose key the handshake proved, and other pins with the verified path.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047', 'CWE-295'],
  needs: ['trusted-ca'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['attacked'],
  treat: showing({ kind: 'forged', signer: 'user-ca', append: 'whole-chain' }),
};
