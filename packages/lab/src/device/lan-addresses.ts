import { isIPv6 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

/** Addresses under which others find this machine, IPv4 first, since that is what people type into phones. */
function lanAddresses(interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>): string[] {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const others = all.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  return [
    ...others.filter(({ family }) => family === 'IPv4').map(({ address }) => address),
    ...others.filter(({ family }) => family === 'IPv6').map(({ address }) => address),
  ];
}

/** @param address what a lab listens on. @returns under which others reach it; none where it is the loopback interface */
export function addressesFor(
  address: string,
  interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>,
): string[] {
  if (address === '0.0.0.0') return lanAddresses(interfaces).filter((one) => !isIPv6(one));
  if (address === '::') return lanAddresses(interfaces);
  return isLoopback(address) ? [] : [address];
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address === 'localhost' || /^(::ffff:)?127\./.test(address);
}
