import type { ClientHello } from '../connection.ts';
import { type OfferedHello, parseClientHello } from '../tls13/parse-client-hello.ts';
import { ProtocolFault } from '../tls13/protocol-fault.ts';
import { isGrease, ja4Of } from './ja4.ts';

/** Larger ones are refused by OpenSSL too; real ones with post-quantum keys have 2 kB. */
export const maxHelloBytes = 65_536;

export type HelloReading =
  /** So far it could be one. */
  | { readonly kind: 'more' }
  | { readonly kind: 'none'; readonly says: string }
  | { readonly kind: 'hello'; readonly offered: OfferedHello };

/**
 * Reads the first message of TLS out of its records (RFC 8446 §5.1), over as many as it is spread. Never throws.
 * @param bytes all that came so far
 */
export function readClientHello(bytes: Uint8Array): HelloReading {
  const fragments: Uint8Array[] = [];
  let [at, length] = [0, 0];
  for (;;) {
    const message = wholeOf(fragments, length);
    if (message === 'too-long') return none('its first message is longer than any ClientHello');
    if (message) return parsed(message);
    if (bytes.length < at + 5)
      return bytes.length > at && bytes[at] !== 22 ? none('no handshake record') : { kind: 'more' };
    if (bytes[at] !== 22 || bytes[at + 1] !== 3) return none('no handshake record');
    const size = bytes[at + 3]! * 256 + bytes[at + 4]!;
    // RFC 8446 §5.1: none is empty, none longer than 2^14; without the first a peer could send records forever.
    if (size === 0 || size > 16_384) return none('a record of a wrong length');
    if (bytes.length < at + 5 + size) return { kind: 'more' };
    fragments.push(bytes.subarray(at + 5, at + 5 + size));
    length += size;
    at += 5 + size;
  }
}

function wholeOf(fragments: readonly Uint8Array[], length: number): Uint8Array | 'too-long' | null {
  if (length < 4) return null;
  const all = fragments.length === 1 ? fragments[0]! : Buffer.concat(fragments);
  const size = 4 + all[1]! * 65_536 + all[2]! * 256 + all[3]!;
  if (size > maxHelloBytes) return 'too-long';
  return length < size ? null : all.subarray(0, size);
}

function parsed(message: Uint8Array): HelloReading {
  try {
    return { kind: 'hello', offered: parseClientHello(message) };
  } catch (error) {
    if (error instanceof ProtocolFault) return none(error.message);
    throw error;
  }
}

const none = (says: string): HelloReading => ({ kind: 'none', says });

export function describeHello(offered: OfferedHello, transport: 'tls' | 'quic'): ClientHello {
  return {
    serverName: offered.serverName,
    protocols: offered.protocols,
    versions: offered.versions.filter((version) => !isGrease(version)),
    offersSession: offered.offersSession,
    offersEarlyData: offered.offersEarlyData,
    ja4: ja4Of(offered, transport),
  };
}
