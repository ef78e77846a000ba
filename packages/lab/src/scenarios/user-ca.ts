import type { Scenario } from '../scenario.ts';
import { byUserCa, showing } from './moves.ts';

export const userCa: Scenario = {
  id: 'user-ca',
  title: 'User CA',
  group: 'certificates',
  attack: 'Shows a copy of the genuine certificate, signed by a CA that was installed on the device.',
  must: 'The app must refuse the certificate before it sends anything, although the device trusts the CA.',
  why: 'A company, a parent, malware or whoever held the phone for a minute can install a CA; so can the user, to study the app. Without a pin each of them reads and changes all that the app sends.',
  repair:
    'Pin the host in every TLS stack of the app that speaks to it, and do not trust CAs of the user in release builds.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0242', 'MASTG-TEST-0244', 'MASTG-TEST-0286', 'MASWE-0047'],
  needs: ['trusted-ca'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: true,
  passes: ['attacked'],
  treat: showing(byUserCa),
};
