import { LivepinError } from '@livepin/core';
import { type Endpoint, isSame, nameOf } from '../endpoint.ts';
import { isIn, parseNetworks } from './allowed-clients.ts';

/**
 * Where a device is never let through to, since the lab would lend it the place of this machine: its loopback interface,
 * link-local addresses (on which clouds tell a machine its secrets), "any" and what is no single machine. RFC 6890, 5771, 4291.
 */
const reserved = parseNetworks(
  [
    '0.0.0.0/8',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '224.0.0.0/4',
    '240.0.0.0/4',
    '::/128',
    '::1',
    'fe80::/10',
    'ff00::/8',
  ],
  'The reserved networks',
);

export interface DestinationRules {
  /** Where the tester said that a server is: always right, loopback too. The same endpoint: nothing was said of it. */
  told(host: string, port: number): Endpoint | Promise<Endpoint>;
  /** Addresses of this machine: what listens on them may trust that only it, or its firewall's friends, get there. */
  readonly own: readonly string[];
  /** All addresses of a name, in the order in which they are to be tried. @throws where there are none */
  lookUp(host: string): Promise<readonly string[]>;
}

/**
 * Where the connection to a server is to go. The answer is an address, not a name: what was judged is what is used.
 * @throws {LivepinError} LP_LAB_DESTINATION
 */
export async function destinationOf(wanted: Endpoint, rules: DestinationRules): Promise<Endpoint> {
  const told = await rules.told(wanted.host, wanted.port);
  if (!isSame(told, wanted)) return told;
  const addresses = await rules.lookUp(wanted.host);
  const address = addresses.find((one) => !isIn(reserved, one) && !rules.own.includes(one.replace(/%.*$/, '')));
  if (address !== undefined) return { host: address, port: wanted.port };
  throw new LivepinError(
    'LP_LAB_DESTINATION',
    `The device asked for ${nameOf(wanted)}, which is this machine itself or its link (${addresses.join(', ')}): the lab does not lead there.`,
  );
}
