import { LivepinError } from './errors.ts';
import { formatIpv6, isMappedIpv4, parseIpv4, parseIpv6 } from './ip-address.ts';

declare const canonical: unique symbol;

/** A host in its one spelling: lower-case A-labels without a trailing dot, or an IP address in canonical text. */
export type Host = string & { readonly [canonical]: 'Host' };

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * Brings the host of a request into its one spelling, so that no way of writing it slips past its pins: upper case, one
 * trailing dot, IPv6 brackets and long forms, v4-mapped addresses.
 * @throws {LivepinError} LP_HOST_MALFORMED: no such host can be reached. Unicode names too: write A-labels (`xn--…`).
 */
export function normalizeHost(text: string, where = 'The host'): Host {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (bare.includes(':')) {
    const groups = parseIpv6(bare);
    if (!groups) throw malformed(text, where);
    if (!isMappedIpv4(groups)) return formatIpv6(groups) as Host;
    return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join('.') as Host;
  }
  // Only ASCII is lowered: U+212A, the Kelvin sign, would become a "k" too, and in other languages it would not.
  const name = (bare.endsWith('.') ? bare.slice(0, -1) : bare).replace(/[A-Z]+/g, (upper) => upper.toLowerCase());
  if (bare !== text || !isName(name)) throw malformed(text, where);
  return name as Host;
}

/**
 * Reads a host that must already stand in its one spelling, as in signed documents.
 * @throws {LivepinError} LP_HOST_MALFORMED; LP_HOST_NOT_CANONICAL, naming the canonical spelling
 */
export function parseHost(text: string, where: string): Host {
  const host = normalizeHost(text, where);
  if (host !== text) {
    throw new LivepinError('LP_HOST_NOT_CANONICAL', `${where}: ${JSON.stringify(text)} must be written ${host}.`);
  }
  return host;
}

export function isAddress(host: Host): boolean {
  return host.includes(':') || parseIpv4(host) !== null;
}

// A name whose last label is a number is an IPv4 address to every URL parser (WHATWG URL, "ends in a number"), in some
// of them an odd spelling of one (1.2.3, 0x7f.1): only the canonical dotted quad may pass.
function isName(name: string): boolean {
  const labels = name.split('.');
  const last = labels[labels.length - 1]!;
  if (/^(\d+|0x[0-9a-f]*)$/.test(last)) return parseIpv4(name) !== null;
  return name.length <= 253 && labels.every((part) => label.test(part));
}

function malformed(text: string, where: string): LivepinError<'LP_HOST_MALFORMED'> {
  const sentence = `${where}: ${JSON.stringify(text.slice(0, 80))} is not a host name or IP address.`;
  return new LivepinError('LP_HOST_MALFORMED', sentence);
}
