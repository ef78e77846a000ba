import { isIP } from 'node:net';
import type { Scenario } from '../scenario.ts';
import { attackOnTls, forward } from './moves.ts';

export const wrongName: Scenario = {
  id: 'wrong-name',
  title: 'Wrong name',
  group: 'certificates',
  attack:
    "Shows a certificate of a trusted CA that is good for the attacker's own names, which begin or end as the host's does.",
  must: 'The app must refuse a certificate that is not for the host which it asked for.',
  why: 'Anyone gets a certificate for a name of their own from a public CA, at once and free. An app that does not compare names, or compares the beginnings or ends of texts, takes it for any host.',
  repair:
    'Leave the comparison of names to the platform: take out an own HostnameVerifier, check_hostname = False, checkServerIdentity; where TLS is used without HTTP, switch the comparison on.',
  standards: ['MASVS-NETWORK-1', 'MASVS-NETWORK-2', 'MASTG-TEST-0283', 'MASTG-TEST-0244', 'MASWE-0052', 'CWE-297'],
  needs: ['trusted-ca'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['attacked'],
  treat: (arrival) =>
    attackOnTls(arrival, {
      kind: 'terminate',
      shows: { kind: 'forged', signer: 'user-ca', names: namesLike(arrival.host) },
      answer: forward,
    }),
};

const own = 'attacker.example';

/** Names that only a careless comparison takes for `host`. */
function namesLike(host: string | null): readonly string[] {
  if (host === null || isIP(host) !== 0) return [own];
  // RFC 1035 §2.3.4: a label has 63 characters at most, and a name 253.
  const [first = ''] = host.split('.');
  const longer = first.length < 63 && host.length < 253 ? [`x${host}`] : [];
  const below = host.length + own.length + 1 <= 253 ? [`${host}.${own}`] : [];
  return [own, ...below, ...longer];
}
