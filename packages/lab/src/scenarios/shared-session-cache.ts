import type { Scenario } from '../scenario.ts';
import { attackOnTls, byUserCa, forward } from './moves.ts';

export const sharedSessionCache: Scenario = {
  id: 'shared-session-cache',
  title: 'Shared session cache',
  group: 'sessions',
  attack:
    'Gives tickets to whichever client of the app takes a certificate of a trusted CA, and resumes them for all of its clients.',
  must: 'A pinned client must not resume a session that another client of the process began.',
  why: 'Many libraries keep one session cache for a process, by host. A picture loader or an analytics kit without pins fills it, and the pinned client resumes what it never judged, without seeing a certificate.',
  repair:
    'Give the pinned client a session cache of its own (an own SSLContext, Agent or URLSession), or pin every client of the process.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047'],
  needs: ['trusted-ca'],
  gaveNoOpening: 'offered to resume no session',
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['attacked'],
  // What a client lets be read on a full handshake is told by other scenarios; here it is who comes with a session.
  treat: (arrival) => {
    const move = attackOnTls(arrival, { kind: 'terminate', shows: byUserCa, sessions: true, answer: forward });
    return { ...move, isAttack: move.isAttack && arrival.hello?.offersSession === true };
  },
};
