import { randomBytes } from 'node:crypto';
import type { ConnectionRecord } from '../engine/connection-record.ts';
import { alerts, sayAlert } from '../tls13/alerts.ts';
import { uint, vector } from '../tls13/byte-writer.ts';
import { tagBytes } from '../tls13/cipher-suites.ts';
import { extensionTypes, type OfferedHello } from '../tls13/parse-client-hello.ts';
import { ProtocolFault } from '../tls13/protocol-fault.ts';
import { type Identity, type Level, ServerHandshake, type Step } from '../tls13/server-handshake.ts';
import type { TicketVault } from '../tls13/ticket-vault.ts';
import { closeFrame, type Frame, frameTypes, numbersFrame, parseFrames, pathResponse, wantsAck } from './frames.ts';
import { Http3Session, http3Errors, RawSession, type StreamSession } from './http3.ts';
import { IncomingStreams } from './incoming-streams.ts';
import { OutgoingStreams } from './outgoing-streams.ts';
import { longHeader, type PacketHeader, packetsOf } from './packet-header.ts';
import { initialProtection, PacketProtection, type Unmasked } from './packet-protection.ts';
import type { PacketSpace } from './packet-space.ts';
import { datagramBytes, PacketWriter, type SpaceName } from './packet-writer.ts';
import { QuicFault, transportErrors, violation } from './quic-fault.ts';
import { ourParameters, parseParameters } from './transport-parameters.ts';

export interface QuicConnectionOptions {
  /** The Destination Connection ID of the app's first packet. */
  readonly original: Uint8Array;
  /** The app's own connection ID. */
  readonly peer: Uint8Array;
  readonly record: ConnectionRecord;
  identityFor(hello: OfferedHello): Identity;
  /** Null: no session is resumed, and no early data read. */
  readonly tickets: TicketVault | null;
  /** The lab ends it when the app has said nothing for so long. */
  readonly idleMilliseconds: number;
  send(datagram: Uint8Array): void;
}

/** Of the connection IDs that the lab gives out. */
export const idBytes = 8;
const probeMilliseconds = 200;
// Twelve seconds in all, by then apps have given up.
const maxProbes = 6;
// More than a ClientHello and a Finished can have.
const maxCryptoBytes = 131_072;

type Kind = Exclude<PacketHeader['kind'], 'other-version'>;

const levels: Record<Kind, Level> = {
  initial: 'initial',
  handshake: 'handshake',
  early: 'early',
  short: 'application',
};

/**
 * The server's side of one connection of QUIC version 1 (RFC 9000, RFC 9001), as much of it as takes an app's requests in:
 * it answers to one address, and sends so little that it needs no congestion control. Holds no clock and no socket: the
 * time (milliseconds, of whatever clock) comes with each call.
 */
export class QuicConnection {
  readonly id: Uint8Array = randomBytes(idBytes);
  readonly #options: QuicConnectionOptions;
  readonly #handshake: ServerHandshake;
  readonly #writer: PacketWriter;
  readonly #spaces: PacketWriter['spaces'];
  readonly #incoming = new IncomingStreams();
  #outgoing: OutgoingStreams | null = null;
  #session: StreamSession | null = null;
  #earlyReader: PacketProtection | null = null;
  #peerSequence = 0;
  #isValidated = false;
  #isOver = false;
  #dataFromApp = 0;
  #dataToApp = 0;
  #receivedBytes = 0;
  #sentBytes = 0;
  #probes = 0;
  #lastHeardAt: number;
  #lastSentAt: number;

  constructor(options: QuicConnectionOptions, now: number) {
    const { original, peer, record, tickets } = options;
    this.#options = options;
    this.#writer = new PacketWriter(this.id, peer);
    this.#spaces = this.#writer.spaces;
    this.#lastHeardAt = now;
    this.#lastSentAt = now;
    const initial = initialProtection(original);
    this.#spaces.initial.reader = initial.client;
    this.#spaces.initial.writer = initial.server;
    record.bytesFromApp = () => this.#dataFromApp;
    record.bytesToApp = () => this.#dataToApp;
    this.#handshake = new ServerHandshake({
      transport: 'quic',
      tickets,
      acceptsEarlyData: tickets !== null,
      protocolFor: (offered) => (offered.includes('h3') ? 'h3' : (offered[0] ?? null)),
      identityFor: (hello) => options.identityFor(hello),
      extensionsFor: (hello) => [this.#agreeOnParameters(hello)],
      onKeyLog: (line) => record.recorder.addSecret(line),
    });
  }

  /** Nothing will be sent any more, and nothing that comes is read. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** When `tick` wants to be called. */
  get deadline(): number {
    const idle = this.#lastHeardAt + this.#options.idleMilliseconds;
    return this.#writer.isAwaitingAck ? Math.min(idle, this.#lastSentAt + probeMilliseconds * 2 ** this.#probes) : idle;
  }

  /** @param datagram nobody changes it afterwards. Never throws. */
  receive(datagram: Uint8Array, now: number): void {
    if (this.#isOver) return;
    this.#receivedBytes += datagram.length;
    this.#lastHeardAt = now;
    this.#guarded(() => {
      for (const header of packetsOf(datagram, idBytes)) {
        if (header.kind !== 'other-version' && !this.#isOver) this.#takePacket(header);
      }
    });
    this.#flush(now);
  }

  tick(now: number): void {
    if (this.#isOver || now < this.deadline) return;
    if (now >= this.#lastHeardAt + this.#options.idleMilliseconds) {
      this.close('nobody said anything any more');
      return;
    }
    if (this.#probes >= maxProbes) {
      this.#end('app', 'said nothing any more');
      return;
    }
    this.#probes++;
    this.#writer.sendAgain();
    this.#flush(now);
  }

  /** The lab ends it, without an error. */
  close(says: string): void {
    if (this.#isOver) return;
    this.#end('lab', says);
    this.#sendClose(false, http3Errors.noError, '');
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #fail(error: Error): void {
    const isFault = error instanceof QuicFault || error instanceof ProtocolFault;
    this.#end('lab', isFault ? error.message : `the lab's own QUIC failed: ${error.message}`);
    if (error instanceof QuicFault) this.#sendClose(error.isTransport, error.code, error.message);
    else if (error instanceof ProtocolFault) this.#sendClose(true, transportErrors.crypto + error.alert, error.message);
    else this.#sendClose(true, transportErrors.internalError, '');
  }

  #end(by: 'app' | 'lab', says: string, alert: number | null = null): void {
    this.#isOver = true;
    this.#options.record.ends(by, says, alert);
  }

  // ---- what comes ----

  #takePacket(header: Extract<PacketHeader, { packet: Uint8Array }>): void {
    const { kind } = header;
    const space = this.#spaces[kind === 'initial' || kind === 'handshake' ? kind : 'application'];
    const opened = this.#open(header, space);
    if (!opened || space.received.has(opened.number)) return;
    // RFC 9000 §17.2: only now is it known that nobody on the way set them.
    if (opened.first & (kind === 'short' ? 0x18 : 0x0c)) throw violation('reserved bits of a packet are set');
    space.received.add(opened.number);
    if (kind === 'handshake') this.#validate();
    const frames = parseFrames(opened.frames, kind === 'short' || kind === 'early');
    if (frames.some(wantsAck)) space.ackIsDue = true;
    for (const frame of frames) if (!this.#isOver) this.#takeFrame(frame, kind, space);
  }

  #open(
    { kind, packet, numberAt }: Extract<PacketHeader, { packet: Uint8Array }>,
    space: PacketSpace,
  ): (Unmasked & { frames: Uint8Array }) | null {
    const reader = kind === 'early' ? this.#earlyReader : space.reader;
    const unmasked = reader?.unmask(packet, numberAt, space.received.largest);
    if (!reader || !unmasked) return null;
    const isNextPhase = kind === 'short' && ((unmasked.first & 4) !== 0) !== this.#writer.keyPhase;
    const frames = (isNextPhase ? reader.next() : reader).open(unmasked);
    if (!frames) return null;
    if (isNextPhase) {
      this.#writer.keyPhase = !this.#writer.keyPhase;
      space.reader = reader.next();
      space.writer = space.writer!.next();
    }
    return { ...unmasked, frames };
  }

  /** A packet with keys of the handshake came: the app is where it says (RFC 9000 §8.1), and has what was in the first ones. */
  #validate(): void {
    this.#isValidated = true;
    this.#spaces.initial.discard();
  }

  #takeFrame(frame: Frame, kind: Kind, space: PacketSpace): void {
    switch (frame.kind) {
      case 'ack':
        if (!space.hasSent(frame.ranges[0]!.to)) throw violation('a packet was acknowledged that was never sent');
        this.#probes = 0;
        space.acknowledge(frame.ranges);
        break;
      case 'crypto':
        if (frame.offset + frame.bytes.length > maxCryptoBytes)
          throw new QuicFault(transportErrors.cryptoBufferExceeded, 'the handshake of the app is too long');
        for (const part of space.crypto.add(frame.offset, frame.bytes))
          this.#perform(this.#handshake.receive(levels[kind], part));
        break;
      case 'stream':
        if (kind === 'early') this.#options.record.usedEarlyData = true;
        this.#control(this.#incoming.take(frame, (bytes, isEnd) => this.#deliver(frame.id, bytes, isEnd)));
        break;
      case 'reset-stream':
        this.#control(this.#incoming.close(frame.id));
        this.#session?.drop(frame.id);
        break;
      case 'stop-sending':
        this.#control([numbersFrame(frameTypes.resetStream, frame.id, frame.code, this.#outgoing!.drop(frame.id))]);
        break;
      case 'max-data':
        this.#queue(this.#outgoing!.allow(null, frame.limit));
        break;
      case 'max-stream-data':
        this.#queue(this.#outgoing!.allow(frame.id, frame.limit));
        break;
      case 'new-connection-id':
        this.#takeConnectionId(frame);
        break;
      case 'path-challenge':
        this.#control([pathResponse(frame.bytes)]);
        break;
      case 'close':
        this.#takeClose(frame);
    }
  }

  #deliver(id: number, bytes: Uint8Array, isEnd: boolean): void {
    this.#dataFromApp += bytes.length;
    this.#sessionOf().take(id, bytes, isEnd);
  }

  #takeConnectionId({ sequence, before, id }: Extract<Frame, { kind: 'new-connection-id' }>): void {
    if (before <= this.#peerSequence) return;
    this.#control([numbersFrame(frameTypes.retireConnectionId, this.#peerSequence)]);
    this.#writer.peer = id;
    this.#peerSequence = sequence;
  }

  #takeClose({ isTransport, code, reason }: Extract<Frame, { kind: 'close' }>): void {
    const alert = isTransport && code >= transportErrors.crypto && code < 0x200 ? code - transportErrors.crypto : null;
    const isFarewell = code === transportErrors.noError || (!isTransport && code === http3Errors.noError);
    const error = `${isTransport ? 'QUIC' : 'application'} error 0x${code.toString(16)}`;
    // For people, and by somebody who may say anything.
    const words = reason
      .replace(/\p{C}+/gu, ' ')
      .trim()
      .slice(0, 120);
    const says = alert !== null ? sayAlert(alert) : isFarewell ? 'closed' : error;
    this.#end('app', words === '' ? says : `${says}: ${words}`, alert);
  }

  // ---- the handshake ----

  #agreeOnParameters(hello: OfferedHello): Uint8Array {
    if (!hello.transportParameters)
      throw new ProtocolFault(alerts.missingExtension, 'the app sends no transport parameters');
    const parameters = parseParameters(hello.transportParameters);
    if (!Buffer.from(parameters.source).equals(this.#options.peer))
      throw new QuicFault(transportErrors.transportParameterError, 'the connection identifier of the app is another');
    this.#outgoing = new OutgoingStreams(parameters);
    const ours = ourParameters(this.#options.original, this.id);
    return Buffer.concat([uint(2, extensionTypes.transportParameters), vector(2, ours)]);
  }

  #perform(steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.kind === 'send') this.#spaces[step.level as SpaceName].queueCrypto(step.bytes);
      else if (step.kind === 'keys') this.#install(step);
      else if (step.kind === 'established') this.#establish();
    }
  }

  #install({ level, direction, suite, secret }: Extract<Step, { kind: 'keys' }>): void {
    const protection = new PacketProtection(suite, secret);
    if (level === 'early') this.#earlyReader = protection;
    else if (direction === 'read') this.#spaces[level].reader = protection;
    else this.#spaces[level].writer = protection;
  }

  #establish(): void {
    this.#options.record.established(this.#handshake.terms!.resumed !== null);
    // RFC 9001 §4.9: for a server, complete is confirmed.
    this.#spaces.handshake.discard();
    this.#earlyReader = null;
    this.#control([numbersFrame(frameTypes.handshakeDone)]);
    this.#sessionOf();
  }

  #sessionOf(): StreamSession {
    const { record } = this.#options;
    const { protocol } = this.#handshake.terms!;
    this.#session ??= protocol?.startsWith('h3')
      ? new Http3Session(record, (id, bytes, isEnd) => this.#write(id, bytes, isEnd))
      : new RawSession(record);
    return this.#session;
  }

  // ---- what goes ----

  #write(id: number, bytes: Uint8Array, isEnd: boolean): void {
    this.#dataToApp += bytes.length;
    this.#queue(this.#outgoing!.write(id, bytes, isEnd));
  }

  #control(frames: readonly Uint8Array[]): void {
    for (const bytes of frames) this.#spaces.application.queue({ kind: 'control', bytes });
  }

  #queue(frames: ReturnType<OutgoingStreams['write']>): void {
    for (const frame of frames) this.#spaces.application.queue(frame);
  }

  #flush(now: number): void {
    while (!this.#isOver) {
      const datagram = this.#room < datagramBytes ? null : this.#writer.next();
      if (!datagram) return;
      this.#lastSentAt = now;
      this.#send(datagram);
    }
  }

  #send(datagram: Uint8Array): void {
    this.#sentBytes += datagram.length;
    this.#options.send(datagram);
  }

  /** RFC 9000 §8.1: nobody is to be flooded in the name of an address that was not validated. */
  get #room(): number {
    return this.#isValidated ? datagramBytes : Math.min(datagramBytes, 3 * this.#receivedBytes - this.#sentBytes);
  }

  #sendClose(isTransport: boolean, code: number, reason: string): void {
    const datagram = this.#writer.close(isTransport, code, reason);
    if (datagram.length > 0 && datagram.length <= this.#room) this.#send(datagram);
  }
}

/**
 * What tells an app at once that nothing comes of it, so that it tries something else (RFC 9000 §20.1, CONNECTION_REFUSED).
 * @param original the Destination Connection ID of its first packet
 * @param peer its own
 */
export function refusal(original: Uint8Array, peer: Uint8Array): Uint8Array {
  const frames = closeFrame(true, transportErrors.connectionRefused, '');
  const header = longHeader('initial', peer, randomBytes(idBytes), frames.length + tagBytes, 0);
  return initialProtection(original).server.seal(header, 0, frames);
}
