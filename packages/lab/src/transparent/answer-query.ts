import { isIPv4 } from 'node:net';
import { type DnsQuery, type DnsRecord, dnsCode, dnsType, writeName } from './dns-message.ts';
import type { NamedAddresses } from './named-addresses.ts';

export interface NamePolicy {
  /** Whether there is such a name outside; where there is not, the app is told so, as it would be there. */
  exists(name: string): Promise<boolean>;
  /** Whether the name's record of type HTTPS (RFC 9460) says that HTTP/3 is spoken there. */
  announcesHttp3(name: string): boolean;
  readonly hasV6: boolean;
}

export interface Answer {
  readonly code: number;
  readonly records: readonly DnsRecord[];
}

const nothing: Answer = { code: dnsCode.ok, records: [] };
const noSuchName: Answer = { code: dnsCode.noSuchName, records: [] };

/** What the lab's resolver says. */
export async function answerQuery(
  { name, type }: Pick<DnsQuery, 'name' | 'type'>,
  addresses: NamedAddresses,
  policy: NamePolicy,
): Promise<Answer> {
  if (isReverse(name)) return type === dnsType.ptr ? reverse(name, addresses) : noSuchName;
  if (isLocalhost(name)) return { code: dnsCode.ok, records: addressRecords(type, loopback, policy.hasV6) };
  if (!isHostName(name) || !(await policy.exists(name))) return noSuchName;
  const address = addresses.addressOf(name);
  if (!address) return { code: dnsCode.serverFailure, records: [] };
  if (type !== dnsType.https) return { code: dnsCode.ok, records: addressRecords(type, address, policy.hasV6) };
  if (!policy.announcesHttp3(name)) return nothing;
  return { code: dnsCode.ok, records: [{ type, data: http3Binding }] };
}

const loopback = { v4: '127.0.0.1', v6: '::1' };

function addressRecords(type: number, { v4, v6 }: { v4: string; v6: string }, hasV6: boolean): readonly DnsRecord[] {
  if (type === dnsType.a || type === dnsType.any) return [{ type: dnsType.a, data: bytesOf(v4) }];
  return type === dnsType.aaaa && hasV6 ? [{ type, data: bytesOf(v6) }] : [];
}

/** RFC 9460 §2.2, §7.1: priority 1, the name itself, and what may be spoken besides HTTP/1.1. */
const http3Binding = ((): Uint8Array => {
  const protocols = ['h3', 'h2'].flatMap((id) => [id.length, ...Buffer.from(id)]);
  return Uint8Array.of(0, 1, 0, 0, 1, 0, protocols.length, ...protocols);
})();

/** RFC 6761 §6.3: to be answered by whoever is asked. */
function isLocalhost(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}

/** A name below .invalid or .local no resolver has (RFC 6761 §6.4, RFC 6762 §3); a number is no name. */
function isHostName(name: string): boolean {
  const label = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;
  const labels = name.split('.');
  const top = labels.at(-1)!;
  return labels.every((each) => label.test(each)) && /[a-z]/.test(top) && top !== 'invalid' && top !== 'local';
}

function isReverse(name: string): boolean {
  return name.endsWith('.in-addr.arpa') || name.endsWith('.ip6.arpa');
}

/** RFC 1035 §3.5, RFC 3596 §2.5. */
function reverse(name: string, addresses: NamedAddresses): Answer {
  const parts = name.split('.').reverse().slice(2);
  const address = name.endsWith('.ip6.arpa') ? compressed(parts.join('')) : parts.join('.');
  const of = address === null ? null : addresses.nameOf(address);
  return of === null ? noSuchName : { code: dnsCode.ok, records: [{ type: dnsType.ptr, data: writeName(of) }] };
}

function compressed(digits: string): string | null {
  if (!/^[0-9a-f]{32}$/.test(digits)) return null;
  const url = URL.parse(`http://[${digits.match(/.{4}/g)!.join(':')}]`);
  return url === null ? null : url.hostname.slice(1, -1);
}

/** @param address of ours, or the loopback's: in IPv6 with one gap */
function bytesOf(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number);
  const [front, back] = address.split('::').map((part) => part.split(':').filter(Boolean)) as [string[], string[]];
  const groups = [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
  return Uint8Array.from(
    groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]),
  );
}
