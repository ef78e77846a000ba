import type { Scenario } from '../scenario.ts';
import { attackOnTls, byUserCa, forward, letThrough, offersTls13 } from './moves.ts';

export const earlyData: Scenario = {
  id: 'early-data',
  title: 'Early data (0-RTT)',
  group: 'sessions',
  attack:
    'Shows a certificate of a trusted CA, gives tickets that allow early data, and reads what the app sends with its next first message.',
  must: 'The app must send no early data in a session whose certificate it has not accepted.',
  why: 'Early data (RFC 8446 §2.3) leaves the app before the server has said anything: a check of pins after the handshake is too late for it, and whoever gave the ticket reads it.',
  repair:
    'Switch early data off for pinned hosts, or check pins inside the handshake, so that no ticket of a refused one is kept.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047'],
  needs: ['trusted-ca'],
  gaveNoOpening: 'offered no TLS 1.3, without which there is no early data',
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['attacked'],
  treat: (arrival) =>
    arrival.transport === 'tls' && !offersTls13(arrival)
      ? letThrough
      : attackOnTls(arrival, { kind: 'own-handshake', shows: byUserCa, earlyData: true, answer: forward }),
};
