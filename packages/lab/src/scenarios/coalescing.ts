import type { Scenario } from '../scenario.ts';
import { attackOnTls, forward } from './moves.ts';

export const coalescing: Scenario = {
  id: 'coalescing',
  title: 'Coalesced connections',
  group: 'other ways out',
  attack:
    "Shows one certificate of a trusted CA that is good for all of the app's hosts, over HTTP/2, to whichever of its clients takes it.",
  must: 'The app must send nothing for a pinned host on a connection that was opened, and judged, for another.',
  why: 'HTTP/2 lets a client use a connection for every name in its certificate (RFC 9113 §9.1.1). If the other host has no pins, or other ones, requests for the pinned host go where its pins were never asked.',
  repair:
    'Ask for the pins of the host of each request before a connection is used again, or keep pinned hosts in a client of their own; update HTTP libraries that do not.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047'],
  needs: ['trusted-ca', 'second-host'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['attacked'],
  treat: (arrival, { hosts }) => {
    // Its own first: that is the one that is looked for, and becomes the common name.
    const all = [...(arrival.host === null ? [] : [arrival.host]), ...hosts.map(({ host }) => host)];
    const names = [...new Set(all)].slice(0, maxNames);
    return attackOnTls(arrival, {
      kind: 'terminate',
      shows: { kind: 'forged', signer: 'user-ca', names },
      protocols: ['h2', 'http/1.1'],
      answer: forward,
    });
  },
};

/** What the great public CAs sign. */
const maxNames = 100;
