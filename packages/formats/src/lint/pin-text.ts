import { decodeBase64, encodeBase64, type Pin } from '@livepin/core';
import type { Form } from './forms.ts';

/** What is wrong with the text of a pin, by the rule that explains it: the first of these that is true. */
export type PinFault =
  | 'sha1-pin'
  | 'placeholder-pin'
  | 'empty-input-pin'
  | 'documentation-pin'
  | 'certificate-hash-pin'
  | 'raw-key-not-hash'
  | 'pin-wrong-prefix'
  | 'pin-unpadded'
  | 'pin-noncanonical'
  | 'pin-wrong-length'
  | 'pin-bad-base64';

export interface JudgedPin {
  readonly fault: PinFault | null;
  /** The 32 bytes that are meant, if there are 32: also where the platform would not take them as they are written. */
  readonly pin: Pin | null;
  /** What stands before the base64. */
  readonly prefix: string;
}

/** SHA-256 of nothing: what a pipe of openssl commands prints whose first one failed. */
const ofNothing = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

/** Pins that are copied from pages, with whose hosts they are for. */
const ofDocumentation: Readonly<Record<string, string>> = {
  '7HIpactkIAq2Y49orFOOQKurWxmmSFZhBCoQYcRhJ3Y=': 'the documentation of Android',
  'fwza0LRMXouZHRC8Ei+4PyuldPDcf3UKgO/04cDM1oE=': 'the documentation of Android',
  'afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=': 'the documentation of OkHttp',
  'HXXQgxueCIU5TTLHob/bPbwcKOKw6DkfsTWYHbxbqTY=': 'the documentation of TrustKit',
  'zCTnfLwLKbS9S2sbp+uFz4KZOocFvXxkV06Ce9O5M2w=': 'the tests of Android',
};

const digits = /^[A-Za-z0-9+/_\s-]+={0,2}\s*$/;
const hex = /^(?:[0-9a-f]{2}[:\s]?){20}$|^(?:[0-9a-f]{2}[:\s]?){32}$/i;

/** Judges a pin as it is written, its prefix included. What the build puts in is none of these. */
export function judgePin(text: string, form: Pick<Form, 'prefix' | 'family'>): JudgedPin {
  // A slash is a digit too: of the ways to part prefix and digits, the one that leaves 32 bytes is meant.
  const ways = prefixesOf(text, form.prefix).map((prefix) => ({ prefix, bytes: bytesOf(text.slice(prefix.length)) }));
  const { prefix, bytes } = ways.find((way) => way.bytes?.length === 32) ?? ways[0]!;
  const rest = text.slice(prefix.length);
  const pin = bytes?.length === 32 ? (encodeBase64(bytes) as Pin) : null;
  return { fault: faultOf({ prefix, rest, bytes, pin }, form), pin, prefix };
}

interface Parted {
  readonly prefix: string;
  readonly rest: string;
  readonly bytes: Uint8Array | null;
  readonly pin: Pin | null;
}

function faultOf({ prefix, rest, bytes, pin }: Parted, form: Pick<Form, 'prefix' | 'family'>): PinFault | null {
  if (/\$[({]|^\{\{/.test(rest)) return null;
  if (/sha-?1\W/i.test(prefix)) return 'sha1-pin';
  if (isPlaceholder(rest, pin)) return 'placeholder-pin';
  if (hex.test(rest)) return 'certificate-hash-pin';
  // Without a prefix, curl reads the name of a file with a key in it.
  if (form.family === 'curl' && prefix === '' && pin === null) return null;
  if (bytes === null) return 'pin-bad-base64';
  if (pin === null) return isDer(bytes) ? 'raw-key-not-hash' : 'pin-wrong-length';
  if (pin === ofNothing) return 'empty-input-pin';
  if (pin in ofDocumentation) return 'documentation-pin';
  if (prefix !== form.prefix) return 'pin-wrong-prefix';
  if (rest === pin) return null;
  return `${rest}=` === pin ? 'pin-unpadded' : 'pin-noncanonical';
}

/** What can be the prefix of a pin: that of the form, if it is there, before others. At least one. */
function prefixesOf(text: string, expected: string): string[] {
  const name = /^(?:pin-)?sha-?(?:1|256)/i.exec(text)?.[0] ?? '';
  const marks = name === '' ? [] : ['//', '/', '-', ':', '='].filter((mark) => text.startsWith(name + mark));
  const all = marks.map((mark) => name + mark);
  const first = expected !== '' && text.startsWith(expected) ? [expected] : [];
  return all.length === 0 ? [''] : [...first, ...all];
}

/** Where a pin of documentation was copied from. */
export function documentationOf(pin: Pin): string {
  return ofDocumentation[pin] ?? 'documentation';
}

/** Whether a pin stands for no key that anybody has. */
export function isNobodys({ fault }: JudgedPin): boolean {
  return fault === 'placeholder-pin' || fault === 'empty-input-pin' || fault === 'documentation-pin';
}

function bytesOf(text: string): Uint8Array | null {
  if (!digits.test(text) || hex.test(text)) return null;
  const used = text.replaceAll(/[\s=]/g, '').replaceAll('-', '+').replaceAll('_', '/');
  const whole = zeroTail(used) + '='.repeat((4 - (used.length % 4)) % 4);
  return decodeBase64(whole);
}

// The bits of the last digit that belong to no byte: strict readers refuse them set, others pass over them.
function zeroTail(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const mask = [0b111111, 0b111111, 0b110000, 0b111100][text.length % 4]!;
  const last = alphabet.indexOf(text.charAt(text.length - 1));
  return text.slice(0, -1) + alphabet.charAt(last & mask);
}

/** A DER SEQUENCE that ends where the bytes do: a key or a certificate itself. */
function isDer(bytes: Uint8Array): boolean {
  const length = bytes[1] ?? 0;
  if (bytes[0] !== 0x30) return false;
  if (length < 0x80) return bytes.length === 2 + length;
  // Copies are cut off at times: from the first bytes of a long one it can be told too.
  return length === 0x81 || length === 0x82;
}

const words = /replace|placeholder|changeme|change_me/i;
const shortWords = /your|todo|fixme|insert|example|xxxx|here|<.*>|\.\.\.|hash|pin/i;

function isPlaceholder(text: string, pin: Pin | null): boolean {
  if (words.test(text) || /^(.)\1{7,}=*$/.test(text)) return true;
  // The digits of a key can spell a short word by chance.
  if (pin === null) return text.length <= 60 && shortWords.test(text);
  const used = pin.slice(0, 42);
  const counts = new Map<string, number>();
  for (const digit of used) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  // Of 42 digits drawn from 64, none stands 15 times, no 10 are repeated all along, and no 12 follow each other.
  return Math.max(...counts.values()) >= 15 || isPeriodic(used) || hasRun(used);
}

function isPeriodic(text: string): boolean {
  return [1, 2, 3, 4, 5, 6, 8, 10].some((period) => text.startsWith(text.slice(period)));
}

function hasRun(text: string): boolean {
  let run = 1;
  for (let at = 1; at < text.length; at++) {
    run = text.charCodeAt(at) === text.charCodeAt(at - 1) + 1 ? run + 1 : 1;
    if (run === 12) return true;
  }
  return false;
}
