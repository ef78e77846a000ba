import type { Scenario } from '../scenario.ts';
import { attackOnTls, forward, letThrough, offersTls13 } from './moves.ts';

export const genuineLeafWithoutKey: Scenario = {
  id: 'genuine-leaf-without-key',
  title: 'Genuine leaf, no key',
  group: 'certificates',
  attack: "Shows the genuine server's own chain, and signs the handshake with another key.",
  must: 'The app must refuse a handshake whose signature the shown key did not make.',
  why: 'The certificate passes every check and every pin; only the signature over the handshake shows that its holder is there. A TLS stack of its own, or a hook that switches this off, leaves nothing of TLS.',
  repair: 'Use the TLS of the platform or of a maintained library, at a version without this fault.',
  standards: ['MASVS-NETWORK-1', 'MASVS-NETWORK-2', 'MASTG-TEST-0282', 'MASWE-0052', 'CWE-295'],
  needs: [],
  gaveNoOpening: 'offered no TLS 1.3, in which alone the lab makes this attack',
  deviceTrusts: [],
  isDecisive: false,
  passes: ['attacked'],
  // The handshake of OpenSSL's servers, and so of Node's, signs with the key of the certificate that it shows, or not at all.
  treat: (arrival) =>
    arrival.transport === 'tls' && !offersTls13(arrival)
      ? letThrough
      : attackOnTls(arrival, {
          kind: 'own-handshake',
          shows: { kind: 'genuine-without-key' },
          earlyData: false,
          answer: forward,
        }),
};
