import type { Scenario } from '../scenario.ts';
import { forward, letThrough, withoutQuic } from './moves.ts';

export const sessionAfterPinChange: Scenario = {
  id: 'session-after-pin-change',
  title: 'Session after pin change',
  group: 'sessions',
  attack:
    "Holds the genuine server's key, as its thief does, and goes on with a connection, or resumes a session, from before the app changed its pins to other keys.",
  must: 'The app must refuse: neither a session nor an open connection may outlive the pins by which it was judged.',
  why: 'Pins are changed because a key was stolen. Who stole it goes on as long as apps resume sessions which the stolen key began: no certificate is shown, and no pin is asked.',
  repair: 'Close connections and drop sessions of a host when its pins change: a new session cache, a new client.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047'],
  needs: ['genuine-key', 'pin-change'],
  gaveNoOpening: 'made no request after its pins had changed',
  deviceTrusts: [],
  isDecisive: false,
  passes: ['attacked'],
  treat: ({ isTarget, transport, arePinsChanged }, { hasGenuineKey }) => {
    if (!isTarget || transport === 'plain' || !hasGenuineKey) return letThrough;
    if (transport === 'quic') return withoutQuic;
    return {
      treatment: { kind: 'terminate', shows: { kind: 'genuine-with-key' }, sessions: true, answer: forward },
      isAttack: arePinsChanged,
    };
  },
};
