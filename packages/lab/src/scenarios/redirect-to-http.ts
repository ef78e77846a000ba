import type { Scenario } from '../scenario.ts';
import type { Move } from '../treatment.ts';
import { attackOnTls, attackWith, byUserCa, letThrough, ownAnswer, withoutQuic } from './moves.ts';

export const redirectToHttp: Scenario = {
  id: 'redirect-to-http',
  title: 'Redirect to HTTP',
  group: 'downgrades',
  attack: 'Answers a request over TLS with a redirect to the same address with http://, and reads what comes there.',
  must: 'The app must not follow a redirect from https:// to http://.',
  why: 'The redirect comes from a fault of the genuine server, an open redirect on it, or a host of the app without pins; most HTTP libraries follow it and send cookies and tokens along, in plain text.',
  repair:
    'Switch off redirects that leave https:// (followSslRedirects(false) in OkHttp, --proto-redir =https in curl), or follow none.',
  standards: ['MASVS-NETWORK-1', 'MASTG-TEST-0235', 'MASTG-TEST-0236', 'CWE-319'],
  needs: [],
  gaveNoOpening: 'sent nothing over plain HTTP',
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['attacked'],
  treat: (arrival, { hasGenuineKey }) => {
    if (arrival.isTarget && arrival.transport === 'plain') return attackWith({ kind: 'plain', answer: ownAnswer });
    if (!hasGenuineKey)
      return attackOnTls(arrival, { kind: 'terminate', shows: byUserCa, answer: { kind: 'redirect-to-http' } });
    if (!arrival.isTarget) return letThrough;
    return arrival.transport === 'quic' ? withoutQuic : genuineRedirect;
  },
};

// With the genuine key it is the genuine server that redirects: what is read before is its to read. Only so can a pinned app be tried.
const genuineRedirect: Move = {
  treatment: { kind: 'terminate', shows: { kind: 'genuine-with-key' }, answer: { kind: 'redirect-to-http' } },
  isAttack: false,
};
