import { uint, vector } from './byte-writer.ts';
import { extensionTypes } from './parse-client-hello.ts';

/** Handshake messages that the lab sends or awaits, by number (RFC 8446 §4). */
export const messageTypes = {
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  endOfEarlyData: 5,
  encryptedExtensions: 8,
  certificate: 11,
  certificateVerify: 15,
  finished: 20,
  keyUpdate: 24,
  messageHash: 254,
} as const;

export const message = (type: number, ...body: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat([uint(1, type), vector(3, ...body)]);

export const extension = (type: number, ...body: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat([uint(2, type), vector(2, ...body)]);

/** What makes a ServerHello a HelloRetryRequest: the SHA-256 of that word (RFC 8446 §4.1.3). */
export const retryRandom = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');

/** RFC 8446 §4.1.3, or with `retryRandom` §4.1.4. */
export const serverHello = (
  random: Uint8Array,
  sessionId: Uint8Array,
  suite: number,
  extensions: readonly Uint8Array[],
): Uint8Array =>
  message(
    messageTypes.serverHello,
    uint(2, 0x0303),
    random,
    vector(1, sessionId),
    uint(2, suite),
    uint(1, 0),
    vector(2, extension(extensionTypes.supportedVersions, uint(2, 0x0304)), ...extensions),
  );

export const encryptedExtensions = (extensions: readonly Uint8Array[]): Uint8Array =>
  message(messageTypes.encryptedExtensions, vector(2, ...extensions));

/** RFC 8446 §4.4.2. @param chain DER, leaf first */
export const certificateMessage = (chain: readonly Uint8Array[]): Uint8Array =>
  message(
    messageTypes.certificate,
    vector(1),
    vector(3, ...chain.flatMap((certificate) => [vector(3, certificate), vector(2)])),
  );

/** RFC 8446 §4.4.3 */
export const certificateVerify = (scheme: number, signature: Uint8Array): Uint8Array =>
  message(messageTypes.certificateVerify, uint(2, scheme), vector(2, signature));

export const finished = (mac: Uint8Array): Uint8Array => message(messageTypes.finished, mac);

/** RFC 8446 §4.6.3, asking nothing in return. */
export const keyUpdate = (): Uint8Array => message(messageTypes.keyUpdate, uint(1, 0));

/**
 * RFC 8446 §4.6.1
 * @param ageAdd 4 random bytes
 * @param earlyDataBytes how much early data it allows; 0 for none
 */
export const newSessionTicket = (
  ageAdd: Uint8Array,
  nonce: Uint8Array,
  ticket: Uint8Array,
  earlyDataBytes: number,
): Uint8Array =>
  message(
    messageTypes.newSessionTicket,
    uint(4, ticketSeconds),
    ageAdd,
    vector(1, nonce),
    vector(2, ticket),
    vector(2, ...(earlyDataBytes > 0 ? [extension(extensionTypes.earlyData, uint(4, earlyDataBytes))] : [])),
  );

const ticketSeconds = 7200;
