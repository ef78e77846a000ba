import type { Scenario } from '../scenario.ts';
import { answering, channelAttack } from './channel-attack.ts';

export const channelDelayed: Scenario = {
  id: 'channel-delayed',
  title: 'Pin updates delayed',
  group: 'pin updates',
  attack:
    'Takes connections to where the app gets its pins, and never answers: by turns after the request and before TLS.',
  must: 'The app must not wait for an update longer than for the server itself, and must refuse the rogue one meanwhile.',
  why: 'An answer that never comes is no error that anybody handles. Apps wait for ever, or send their first requests while the pins are still under way.',
  repair: 'Begin with the pins at hand, fetch new ones beside the work, and end the fetch after some seconds.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047'],
  needs: ['trusted-ca', 'channel'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['genuine', 'attacked'],
  treat: channelAttack((situation) =>
    situation.attempt % 2 === 0 ? answering({ kind: 'hold' }) : { kind: 'silence' },
  ),
};
