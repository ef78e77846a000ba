import type { Scenario } from '../scenario.ts';
import { showing } from './moves.ts';

export const selfSigned: Scenario = {
  id: 'self-signed',
  title: 'Self-signed',
  group: 'certificates',
  attack: 'Shows a copy of the genuine certificate that is its own issuer.',
  must: 'The app must refuse the certificate: no CA stands behind it.',
  why: 'Whoever is on the way can make one. Apps that were made to work with self-signed test servers often take those of everybody.',
  repair: 'Trust the certificate of a test server by name in debug builds alone; take out what accepts any.',
  standards: ['MASVS-NETWORK-1', 'MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASTG-TEST-0282', 'MASWE-0052', 'CWE-295'],
  needs: [],
  gaveNoOpening: null,
  deviceTrusts: [],
  isDecisive: false,
  passes: ['attacked'],
  treat: showing({ kind: 'forged', signer: 'self' }),
};
