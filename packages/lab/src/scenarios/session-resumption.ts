import type { Scenario } from '../scenario.ts';
import { attackOnTls, byUserCa, forward } from './moves.ts';

export const sessionResumption: Scenario = {
  id: 'session-resumption',
  title: 'Resumed rogue session',
  group: 'sessions',
  attack: 'Shows a certificate of a trusted CA with session tickets, and resumes the session when the app comes again.',
  must: 'The app must forget the session of a handshake whose certificate it refused.',
  why: 'A resumed session shows no certificate (RFC 8446 §2.2), so that a check of pins after the handshake has nothing to look at. An app that refuses once and keeps the session is open at the second try.',
  repair:
    'Check pins inside the handshake, so that no session of a refused one is kept; or switch resumption off for pinned hosts; or keep the verified path with the session, and judge it anew.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047', 'CWE-295'],
  needs: ['trusted-ca'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['attacked'],
  treat: (arrival) => attackOnTls(arrival, { kind: 'terminate', shows: byUserCa, sessions: true, answer: forward }),
};
