import type { Scenario } from '../scenario.ts';
import { showing } from './moves.ts';

export const publicCa: Scenario = {
  id: 'public-ca',
  title: 'Mis-issued, public CA',
  group: 'certificates',
  attack:
    'Shows a copy of the genuine certificate that a public CA issued to the wrong person, by way of its issuing CA.',
  must: 'The app must refuse the certificate before it sends anything, although every device trusts the CA.',
  why: 'Any of some hundred public CAs can issue for any name: by mistake, by theft (DigiNotar, 2011), or to whoever holds the name in DNS or the route to it for a moment. Only a pin tells such a certificate from the genuine one.',
  repair: 'Pin the keys of the host, or of the CAs that its owner uses, in every TLS stack of the app.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0242', 'MASTG-TEST-0243', 'MASTG-TEST-0244', 'MASWE-0047'],
  needs: ['trusted-ca'],
  gaveNoOpening: null,
  deviceTrusts: ['public-ca'],
  isDecisive: true,
  passes: ['attacked'],
  treat: showing({ kind: 'forged', signer: 'public-ca' }),
};
