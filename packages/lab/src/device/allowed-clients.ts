import { BlockList, isIP } from 'node:net';
import { LivepinError } from '@livepin/core';

/** Networks that a device and the lab have in common: nobody from the Internet uses a lab as a proxy. RFC 1918, 3927, 4193, 4291. */
export const privateNetworks: readonly string[] = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '::1',
  'fc00::/7',
  'fe80::/10',
];

/**
 * Reads addresses and networks: `192.168.1.20`, `10.0.0.0/8`, `fd00::/8`.
 * @throws {LivepinError} LP_USAGE
 */
export function parseNetworks(texts: readonly string[], where: string): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', length, ...more] = text.split('/');
    const family = isIP(address);
    const bits = family === 6 ? 128 : 32;
    const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : -1;
    if (family === 0 || address.includes('%') || more.length > 0 || prefix < 0 || prefix > bits) {
      const sentence = `${where}: ${JSON.stringify(text.slice(0, 60))} is no address and no network.`;
      throw new LivepinError('LP_USAGE', `${sentence} Write 192.168.1.20, 10.0.0.0/8 or fd00::/8.`);
    }
    list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** @param address as a socket gives it; IPv4 in IPv6 clothes, and with a zone, too */
export function isIn(list: BlockList, address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  const family = isIP(bare);
  return family !== 0 && list.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}
