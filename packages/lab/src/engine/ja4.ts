import { hash } from 'node:crypto';
import { extensionTypes, type OfferedHello } from '../tls13/parse-client-hello.ts';

// https://github.com/FoxIO-LLC/ja4/blob/main/technical_details/JA4.md

/** The name that FoxIO gives to a TLS stack with its settings: version, server name, counts, ALPN; ciphers; extensions. */
export function ja4Of(offered: OfferedHello, transport: 'tls' | 'quic'): string {
  const ciphers = offered.cipherSuites.filter((suite) => !isGrease(suite));
  const extensions = offered.extensions.map(({ type }) => type).filter((type) => !isGrease(type));
  const schemes = offered.signatureSchemes.filter((scheme) => !isGrease(scheme));
  const hashed = extensions.filter((type) => type !== extensionTypes.serverName && type !== extensionTypes.alpn);
  const head = [
    transport === 'quic' ? 'q' : 't',
    versionOf(offered.versions),
    extensions.includes(extensionTypes.serverName) ? 'd' : 'i',
    countOf(ciphers),
    countOf(extensions),
    protocolOf(offered.protocols),
  ].join('');
  const last = [listOf(hashed.map(hex).sort()), ...(schemes.length > 0 ? [listOf(schemes.map(hex))] : [])].join('_');
  return `${head}_${digestOf(ciphers, listOf(ciphers.map(hex).sort()))}_${digestOf(extensions, last)}`;
}

/** RFC 8701: values that mean nothing, so that servers learn to bear what they do not know. */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

const versionNames = new Map([
  [0x0304, '13'],
  [0x0303, '12'],
  [0x0302, '11'],
  [0x0301, '10'],
  [0x0300, 's3'],
  [0x0002, 's2'],
]);

function versionOf(versions: readonly number[]): string {
  const known = versions.filter((version) => !isGrease(version));
  return versionNames.get(Math.max(0, ...known)) ?? '00';
}

const countOf = (list: readonly unknown[]) => String(Math.min(list.length, 99)).padStart(2, '0');

// The first and the last character; of their hexadecimal where one of them is no letter and no digit.
function protocolOf([first]: readonly string[]): string {
  if (!first) return '00';
  const bytes = Buffer.from(first, 'latin1');
  const ends = [first.at(0)!, first.at(-1)!];
  const text = ends.every((end) => /[0-9A-Za-z]/.test(end)) ? first : bytes.toString('hex');
  return `${text.at(0)}${text.at(-1)}`;
}

const hex = (value: number) => value.toString(16).padStart(4, '0');
const listOf = (values: readonly string[]) => values.join(',');
const digestOf = (list: readonly unknown[], text: string) =>
  list.length === 0 ? '000000000000' : hash('sha256', text, 'hex').slice(0, 12);
