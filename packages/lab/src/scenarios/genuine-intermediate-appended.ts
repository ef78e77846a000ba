import type { Scenario } from '../scenario.ts';
import { showing } from './moves.ts';

export const genuineIntermediateAppended: Scenario = {
  id: 'genuine-intermediate-appended',
  title: 'Genuine CA appended',
  group: 'certificates',
  attack: "Shows a rogue chain of a trusted CA, and behind it the genuine server's intermediates, which are public.",
  must: 'The app must look for its pins on the path that it verified, not in the list that the server sent.',
  why: 'What a server sends is not what was verified: clients skip certificates that they have no use for. An app that looks for a pinned CA in the list finds it there (CVE-2016-2402 in OkHttp).',
  repair:
    'Judge the chain that the validator gives out (checkServerTrusted of X509TrustManagerExtensions, SecTrustCopyCertificateChain, verifiedChains), and update libraries that judge the list.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047', 'CWE-295'],
  needs: ['trusted-ca'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['attacked'],
  treat: showing({ kind: 'forged', signer: 'user-ca', append: 'intermediates' }),
};
