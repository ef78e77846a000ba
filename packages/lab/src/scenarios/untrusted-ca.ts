import type { Scenario } from '../scenario.ts';
import { showing } from './moves.ts';

export const untrustedCa: Scenario = {
  id: 'untrusted-ca',
  title: 'Untrusted CA',
  group: 'certificates',
  attack: 'Shows a copy of the genuine certificate, signed by a CA that the device does not know.',
  must: 'The app must refuse the certificate, as every TLS client does that nobody has told otherwise.',
  why: 'Whoever is on the way, in the next café, can make such a certificate. An app that takes it has its certificate checks switched off: often a setting of a debug build that was left on.',
  repair:
    'Take out what switches the checks off: an empty trust manager or delegate, verify=False, rejectUnauthorized: false, -k.',
  standards: ['MASVS-NETWORK-1', 'MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASTG-TEST-0282', 'MASWE-0052', 'CWE-295'],
  needs: [],
  gaveNoOpening: null,
  deviceTrusts: [],
  isDecisive: false,
  passes: ['attacked'],
  treat: showing({ kind: 'forged', signer: 'unknown-ca' }),
};
