import { alerts } from './alerts.ts';
import { ByteReader } from './byte-reader.ts';
import { malformed, ProtocolFault } from './protocol-fault.ts';

/** A ClientHello as it stands on the wire (RFC 8446 §4.1.2), GREASE values (RFC 8701) among the rest. */
export interface OfferedHello {
  /** With the four bytes of its header, as the transcript has it. */
  readonly message: Uint8Array;
  readonly legacyVersion: number;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly cipherSuites: readonly number[];
  /** In the order of the wire. */
  readonly extensions: readonly { readonly type: number; readonly body: Uint8Array }[];
  readonly serverName: string | null;
  readonly protocols: readonly string[];
  /** Of supported_versions; without that the legacy version alone. */
  readonly versions: readonly number[];
  readonly groups: readonly number[];
  readonly signatureSchemes: readonly number[];
  readonly keyShares: readonly { readonly group: number; readonly key: Uint8Array }[];
  readonly pskModes: readonly number[];
  readonly psk: OfferedPsk | null;
  /** Whether it wants to resume: a pre-shared key, a ticket or, of TLS 1.2 alone, a session identifier. */
  readonly offersSession: boolean;
  readonly offersEarlyData: boolean;
  /** Of QUIC (RFC 9001 §8.2). */
  readonly transportParameters: Uint8Array | null;
}

/** RFC 8446 §4.2.11 */
export interface OfferedPsk {
  readonly identities: readonly Uint8Array[];
  readonly binders: readonly Uint8Array[];
  /** The part of the message that the binders are made over. */
  readonly signed: Uint8Array;
}

/** Extensions by number (IANA, "TLS ExtensionType Values"). */
export const extensionTypes = {
  serverName: 0,
  supportedGroups: 10,
  signatureAlgorithms: 13,
  alpn: 16,
  sessionTicket: 35,
  preSharedKey: 41,
  earlyData: 42,
  supportedVersions: 43,
  cookie: 44,
  pskModes: 45,
  keyShare: 51,
  transportParameters: 57,
} as const;

/**
 * @param message one whole handshake message, with the four bytes of its header
 * @throws {ProtocolFault}
 */
export function parseClientHello(message: Uint8Array): OfferedHello {
  const reader = new ByteReader(message, 'the ClientHello');
  if (reader.uint(1) !== 1) throw new ProtocolFault(alerts.unexpectedMessage, 'the first message is no ClientHello');
  const body = reader.vector(3);
  reader.end();
  const legacyVersion = body.uint(2);
  const random = body.take(32);
  const sessionId = body.vector(1).rest();
  if (sessionId.length > 32) throw malformed('the ClientHello');
  const cipherSuites = numbers(body.vector(2));
  body.vector(1);
  // TLS 1.2 and older may end here.
  const extensions = body.left > 0 ? body.vector(2).all(readExtension) : [];
  body.end();
  const bodies = new Map(extensions.map(({ type, body }) => [type, body]));
  if (bodies.size < extensions.length)
    throw new ProtocolFault(alerts.illegalParameter, 'the ClientHello has an extension twice');
  const read = <T>(type: number, parse: (reader: ByteReader) => T, otherwise: T) => {
    const found = bodies.get(type);
    if (!found) return otherwise;
    const extension = new ByteReader(found, 'an extension of the ClientHello');
    const parsed = parse(extension);
    extension.end();
    return parsed;
  };
  const versions = read(extensionTypes.supportedVersions, (list) => numbers(list.vector(1)), [legacyVersion]);
  const psk = bodies.has(extensionTypes.preSharedKey) ? readPsk(message, extensions) : null;
  return {
    message,
    legacyVersion,
    random,
    sessionId,
    cipherSuites,
    extensions,
    serverName: read(extensionTypes.serverName, readServerName, null),
    protocols: read(extensionTypes.alpn, (list) => list.vector(2).all((name) => latin1(name.vector(1))), []),
    versions,
    groups: read(extensionTypes.supportedGroups, (list) => numbers(list.vector(2)), []),
    signatureSchemes: read(extensionTypes.signatureAlgorithms, (list) => numbers(list.vector(2)), []),
    keyShares: read(extensionTypes.keyShare, (list) => list.vector(2).all(readShare), []),
    pskModes: read(extensionTypes.pskModes, (list) => [...list.vector(1).rest()], []),
    psk,
    offersSession:
      psk !== null ||
      (bodies.get(extensionTypes.sessionTicket)?.length ?? 0) > 0 ||
      // TLS 1.3 sends one that means nothing (RFC 8446 appendix D.4).
      (sessionId.length > 0 && !versions.includes(0x0304)),
    offersEarlyData: bodies.has(extensionTypes.earlyData),
    transportParameters: bodies.get(extensionTypes.transportParameters) ?? null,
  };
}

const numbers = (list: ByteReader) => list.all((reader) => reader.uint(2));

const latin1 = (reader: ByteReader) => Buffer.from(reader.rest()).toString('latin1');

const readExtension = (reader: ByteReader) => ({ type: reader.uint(2), body: reader.vector(2).rest() });

const readShare = (reader: ByteReader) => ({ group: reader.uint(2), key: reader.vector(2).rest() });

// RFC 6066 §3: names of other kinds were never defined.
function readServerName(reader: ByteReader): string | null {
  const names = reader.vector(2).all((name) => ({ kind: name.uint(1), name: latin1(name.vector(2)) }));
  return names.find(({ kind }) => kind === 0)?.name ?? null;
}

function readPsk(message: Uint8Array, extensions: OfferedHello['extensions']): OfferedPsk {
  const { type, body } = extensions.at(-1)!;
  if (type !== extensionTypes.preSharedKey)
    throw new ProtocolFault(alerts.illegalParameter, 'pre_shared_key is not the last extension of the ClientHello');
  const reader = new ByteReader(body, 'pre_shared_key');
  const identities = reader.vector(2).all((identity) => {
    const name = identity.vector(2).rest();
    identity.uint(4);
    return name;
  });
  const bindersAt = message.length - reader.left;
  const binders = reader.vector(2).all((binder) => binder.vector(1).rest());
  reader.end();
  if (identities.length === 0 || identities.length !== binders.length) throw malformed('pre_shared_key');
  return { identities, binders, signed: message.subarray(0, bindersAt) };
}
