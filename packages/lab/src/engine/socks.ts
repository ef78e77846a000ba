// SOCKS 4 (Ying-Da Lee, 1993), 4a (host names) and 5 (RFC 1928, RFC 1929).

export interface Wish {
  /** As it was asked for: a name or an address. */
  readonly host: string;
  readonly port: number;
}

export type SocksReading<T> =
  | { readonly kind: 'more' }
  /** What the app is told before it is let go. */
  | { readonly kind: 'refused'; readonly answer: Uint8Array; readonly says: string }
  | { readonly kind: 'read'; readonly value: T; readonly answer: Uint8Array; readonly length: number };

const more = { kind: 'more' } as const;

const version4Answer = (code: number) => Uint8Array.of(0, code, 0, 0, 0, 0, 0, 0);
const version5Answer = (code: number) => Uint8Array.of(5, code, 0, 1, 0, 0, 0, 0, 0, 0);

/** A whole request of SOCKS 4 or 4a: 4, command, port, address, user, 0 [, name, 0]. */
export function readSocks4(bytes: Uint8Array): SocksReading<Wish> {
  if (bytes.length < 9) return more;
  const user = textUntilZero(bytes, 8);
  if (user === null) return bytes.length > 8 + maxTextBytes ? refused4('its user name is too long') : more;
  const [a, b, c, d] = bytes.subarray(4, 8);
  const isName = a === 0 && b === 0 && c === 0 && d !== 0;
  const name = isName ? textUntilZero(bytes, user.next) : { text: [a, b, c, d].join('.'), next: user.next };
  if (name === null) return bytes.length > user.next + maxTextBytes ? refused4('its host name is too long') : more;
  if (bytes[1] !== 1) return refused4('it asks for something else than a connection');
  const port = bytes[2]! * 256 + bytes[3]!;
  return { kind: 'read', value: { host: name.text, port }, answer: version4Answer(0x5a), length: name.next };
}

const refused4 = (says: string) =>
  ({ kind: 'refused', answer: version4Answer(0x5b), says: `SOCKS 4: ${says}` }) as const;

const maxTextBytes = 255;

function textUntilZero(bytes: Uint8Array, from: number): { text: string; next: number } | null {
  const end = bytes.indexOf(0, from);
  if (end < 0 || end - from > maxTextBytes) return null;
  return { text: Buffer.from(bytes.subarray(from, end)).toString('latin1'), next: end + 1 };
}

/** The greeting of SOCKS 5. A user name and a password are taken where they alone are offered, whatever they are. */
export function readSocks5Greeting(bytes: Uint8Array): SocksReading<'none' | 'password'> {
  if (bytes.length < 2 || bytes.length < 2 + bytes[1]!) return more;
  const methods = bytes.subarray(2, 2 + bytes[1]!);
  const length = 2 + methods.length;
  if (methods.includes(0)) return { kind: 'read', value: 'none', answer: Uint8Array.of(5, 0), length };
  if (methods.includes(2)) return { kind: 'read', value: 'password', answer: Uint8Array.of(5, 2), length };
  return { kind: 'refused', answer: Uint8Array.of(5, 0xff), says: 'SOCKS 5: no way to log in that is known' };
}

/** RFC 1929. Nobody is kept out: the port is on loopback, and the tester's own. */
export function readSocks5Password(bytes: Uint8Array): SocksReading<null> {
  const password = 2 + (bytes[1] ?? 0);
  if (bytes.length <= password) return more;
  const length = password + 1 + bytes[password]!;
  return bytes.length < length ? more : { kind: 'read', value: null, answer: Uint8Array.of(1, 0), length };
}

/** 5, command, 0, kind of address, address, port. */
export function readSocks5Request(bytes: Uint8Array): SocksReading<Wish> {
  if (bytes.length < 5) return more;
  const size = { 1: 4, 3: 1 + bytes[4]!, 4: 16 }[bytes[3]!];
  if (size === undefined) return refused5(8, 'a kind of address that is not known');
  const length = 4 + size + 2;
  if (bytes.length < length) return more;
  if (bytes[0] !== 5 || bytes[1] !== 1) return refused5(7, 'it asks for something else than a connection');
  const port = bytes[length - 2]! * 256 + bytes[length - 1]!;
  const host = addressOf(bytes[3]!, bytes.subarray(4, 4 + size));
  return { kind: 'read', value: { host, port }, answer: version5Answer(0), length };
}

const refused5 = (code: number, says: string) =>
  ({ kind: 'refused', answer: version5Answer(code), says: `SOCKS 5: ${says}` }) as const;

function addressOf(kind: number, bytes: Uint8Array): string {
  if (kind === 1) return bytes.join('.');
  if (kind === 3) return Buffer.from(bytes.subarray(1)).toString('latin1');
  return Buffer.from(bytes).toString('hex').match(/.{4}/g)!.join(':');
}
