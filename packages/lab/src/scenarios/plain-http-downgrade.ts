import type { Scenario } from '../scenario.ts';
import { attackWith, letThrough, ownAnswer } from './moves.ts';

export const plainHttpDowngrade: Scenario = {
  id: 'plain-http-downgrade',
  title: 'Falls back to HTTP',
  group: 'downgrades',
  attack: 'Ends every TLS connection before a byte, and answers plain HTTP in the place of the server.',
  must: 'The app must fail, rather than ask again without TLS.',
  why: 'Whoever is on the way can stop TLS connections, and needs no certificate for what comes without TLS: no CA and no pin stands between them and the data.',
  repair:
    'Take out the second attempt over http://, and forbid plain text: cleartextTrafficPermitted="false" on Android, no NSAllowsArbitraryLoads on iOS.',
  standards: ['MASVS-NETWORK-1', 'MASVS-NETWORK-2', 'MASTG-TEST-0235', 'MASTG-TEST-0236', 'CWE-319'],
  needs: [],
  gaveNoOpening: null,
  deviceTrusts: [],
  isDecisive: false,
  passes: ['attacked'],
  treat: ({ isTarget, transport }) => {
    if (!isTarget) return letThrough;
    return attackWith(transport === 'plain' ? { kind: 'plain', answer: ownAnswer } : { kind: 'close' });
  },
};
