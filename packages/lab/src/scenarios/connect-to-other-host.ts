import { covers } from '../forge/copy-leaf.ts';
import type { KnownHost, Scenario } from '../scenario.ts';
import { attackOnTls, letThrough } from './moves.ts';

export const connectToOtherHost: Scenario = {
  id: 'connect-to-other-host',
  title: 'Tunnel to another host',
  group: 'other ways out',
  attack:
    "Leads connections for one host to the genuine server of another host of the app, whose certificate is genuine, and the other's.",
  must: 'The app must refuse a genuine certificate that is not for the host which it asked for, whoever opened the tunnel.',
  why: "A proxy, a resolver or a route decides where a connection ends. Where one pin serves several hosts and names are not compared, data goes to the app's weakest server, or to a neighbour at the same provider.",
  repair: 'Compare names as well as pins: a pin says whose key it is, not which host was asked for.',
  standards: ['MASVS-NETWORK-1', 'MASVS-NETWORK-2', 'MASTG-TEST-0283', 'CWE-297'],
  needs: ['second-host'],
  gaveNoOpening: 'has no second host with a certificate that is not good for this one too',
  deviceTrusts: [],
  isDecisive: false,
  passes: ['attacked'],
  treat: (arrival, { hosts }) => {
    const other = hosts.find((one) => isOther(one, arrival.host));
    if (!other) return letThrough;
    return attackOnTls(arrival, { kind: 'relay-to', host: other.host, port: other.port });
  },
};

// A client that takes a certificate which is good for its host does as it must, whoever's it is. What counts is the one that
// the other server shows to who asks it for this host: behind one address there may be the genuine server of both.
function isOther({ host, shownTo }: KnownHost, wanted: string | null): boolean {
  if (wanted === null || host === wanted) return false;
  const shown = shownTo?.get(wanted);
  return shown !== undefined && !covers(shown, wanted);
}
