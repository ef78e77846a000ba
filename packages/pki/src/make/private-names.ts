import type { CertificateName } from './certificate-name.ts';
import type { Subtree } from './extensions.ts';
import { bytesOfAddress } from './ip-bytes.ts';

// Names that no public server can have: RFC 6761 (test, example, localhost), RFC 6762 (local), RFC 8375 (home.arpa), and
// internal (reserved by ICANN's board in July 2024).
const privateSuffixes = ['localhost', 'test', 'example', 'local', 'home.arpa', 'internal'];

// Loopback, private and link-local addresses: RFC 1122 §3.2.1.3, RFC 1918, RFC 3927, RFC 4291 §2.5.3 and §2.5.6, RFC 4193.
const privateNetworks: readonly (readonly [address: string, bits: number])[] = [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
];

/**
 * What a development CA may sign: names and addresses that are private by their nature, and the hosts it is made for with
 * all below them. Both forms are named, since a form without a constraint is free.
 */
export function permittedFor(names: readonly CertificateName[]): Subtree[] {
  const more = publicAmong(names);
  const hosts = more.flatMap((name) => (name.form === 'dns' ? [name.text.replace(/^\*\./, '')] : []));
  const addresses = more.flatMap((name) => (name.form === 'ip' ? [network(name.text, name.bytes.length * 8)] : []));
  return [
    ...[...new Set([...hosts, ...privateSuffixes])].map((text): Subtree => ({ form: 'dns', base: Buffer.from(text) })),
    ...addresses,
    ...privateNetworks.map(([address, bits]) => network(address, bits)),
  ];
}

function network(address: string, bits: number): Subtree {
  const bytes = bytesOfAddress(address);
  const mask = bytes.map((_, at) => 256 - 2 ** (8 - Math.max(0, Math.min(8, bits - 8 * at))));
  return { form: 'ip', base: Buffer.concat([bytes, mask]) };
}

/** Those of `names` that are not private by their nature: hosts that somebody else could mean by them, too. */
export function publicAmong(names: readonly CertificateName[]): CertificateName[] {
  return names.filter((name) => {
    if (name.form === 'ip') return !isPrivateAddress(name.bytes);
    return !privateSuffixes.some((suffix) => name.text === suffix || name.text.endsWith(`.${suffix}`));
  });
}

export function isPrivateAddress(address: Uint8Array): boolean {
  return privateNetworks.some(([base, bits]) => {
    const tree = network(base, bits).base;
    const size = tree.length / 2;
    return address.length === size && address.every((byte, at) => (byte & tree[size + at]!) === tree[at]);
  });
}
