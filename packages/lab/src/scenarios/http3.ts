import type { Scenario } from '../scenario.ts';
import type { Move } from '../treatment.ts';
import { attackWith, byUserCa, letThrough } from './moves.ts';

export const http3: Scenario = {
  id: 'http3',
  title: 'HTTP/3 upgrade',
  group: 'other ways out',
  attack:
    'Lets the app learn that its host speaks HTTP/3 (Alt-Svc, HTTPS record), and answers over QUIC with a certificate of a trusted CA.',
  must: 'The app must judge QUIC connections by the same pins as those over TCP.',
  why: 'QUIC has a TLS of its own. Pins that were set in the stack for TCP do not hold in it, and a header or a DNS record is enough to take an app there.',
  repair:
    'Set the pins in the HTTP/3 stack too (Cronet: addPublicKeyPins), or switch HTTP/3 and Alt-Svc off for pinned hosts.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047'],
  needs: ['trusted-ca', 'datagrams'],
  gaveNoOpening: 'spoke no QUIC',
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['attacked'],
  treat: ({ isTarget, transport, port }, { hasGenuineKey }) => {
    if (!isTarget || transport === 'plain') return letThrough;
    if (transport === 'quic') return attackWith({ kind: 'quic', shows: byUserCa });
    // A pinned app believes a header of the genuine server alone: its own, or with its key one that the lab adds.
    return hasGenuineKey ? genuineUpgrade(port) : letThrough;
  },
};

function genuineUpgrade(port: number): Move {
  return {
    treatment: {
      kind: 'terminate',
      shows: { kind: 'genuine-with-key' },
      answer: { kind: 'forward', addHeaders: [['Alt-Svc', `h3=":${port}"; ma=600`]] },
    },
    isAttack: false,
  };
}
