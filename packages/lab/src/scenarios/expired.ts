import type { Scenario } from '../scenario.ts';
import { showing } from './moves.ts';

export const expired: Scenario = {
  id: 'expired',
  title: 'Expired',
  group: 'certificates',
  attack: 'Shows a copy of the genuine certificate, signed by a trusted CA, that expired a week ago.',
  must: 'The app must refuse a certificate whose time is over.',
  why: 'Keys of old certificates lie in old backups and on servers that were given away, and no CA revokes what has expired. An app that takes them trusts everybody who ever held such a key.',
  repair:
    "Take out what overlooks dates; where devices' clocks are wrong, get the time from the network rather than ignore it.",
  standards: ['MASVS-NETWORK-1', 'MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASTG-TEST-0282', 'MASWE-0052', 'CWE-295'],
  needs: ['trusted-ca'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['attacked'],
  treat: showing({ kind: 'forged', signer: 'user-ca', dates: 'expired' }),
};
