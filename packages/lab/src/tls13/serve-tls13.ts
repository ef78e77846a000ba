import type { KeyObject } from 'node:crypto';
import { Duplex } from 'node:stream';
import type { ConnectionEnd } from '../connection.ts';
import { alerts, sayAlert } from './alerts.ts';
import { ProtocolFault } from './protocol-fault.ts';
import { contentTypes, Protection, plainRecords, type Record, RecordReader } from './record.ts';
import { type Level, ServerHandshake, type Step } from './server-handshake.ts';
import type { TicketVault } from './ticket-vault.ts';

export interface Tls13Options {
  /** DER, leaf first. */
  readonly chain: readonly Uint8Array[];
  /** May be another than the leaf's. */
  readonly key: KeyObject;
  /** In order of preference; where the app offers none of them, none is agreed on. */
  readonly protocols: readonly string[];
  /** Null: no session is resumed and no ticket given. */
  readonly tickets: TicketVault | null;
  /** Whether tickets allow early data, and it is read. */
  readonly acceptsEarlyData: boolean;
  /** @param line as in SSLKEYLOGFILE */
  onKeyLog(line: string): void;
}

/** A connection on which the app's data can be read. */
export interface Tls13Connection {
  /** Plaintext. Never emits an error: that it is over is said by its end or close, and why by `ended`. */
  readonly stream: Duplex;
  readonly protocol: string | null;
  readonly isResumed: boolean;
  readonly usedEarlyData: boolean;
  readonly serverName: string | null;
  /** Settles when the connection below has closed. */
  readonly ended: Promise<ConnectionEnd>;
}

/**
 * TLS 1.3 as a server, on a stream whose first bytes are still unread.
 * @returns when the app has finished the handshake or its early data has come, whichever is first; never rejects
 */
export function serveTls13(
  stream: Duplex,
  options: Tls13Options,
): Promise<Tls13Connection | { readonly refused: ConnectionEnd }> {
  return new Promise((resolve) => {
    new Carrier(stream, options, resolve);
  });
}

type Outcome = Tls13Connection | { readonly refused: ConnectionEnd };

// Early data that was meant for the genuine server's ticket, which the lab cannot read (RFC 8446 §4.2.10).
const maxSkippedBytes = 262_144;
// How long an app that was sent an alert has to hang up itself, before it would lose the alert by a reset.
const lingerMilliseconds = 1000;

class Carrier {
  readonly #below: Duplex;
  readonly #above: Duplex;
  readonly #handshake: ServerHandshake;
  readonly #records = new RecordReader();
  readonly #readers = new Map<Level, Protection>();
  readonly #ended = Promise.withResolvers<ConnectionEnd>();
  readonly #resolve: (outcome: Outcome) => void;
  #writer: Protection | null = null;
  #level: Level = 'initial';
  #isOpen = false;
  #isEstablished = false;
  #hasOpenedRecord = false;
  #isFinishing = false;
  #hasChangedCiphers = false;
  #hasFinishedReading = false;
  #skippedBytes = 0;
  #end: ConnectionEnd | null = null;

  constructor(below: Duplex, options: Tls13Options, resolve: (outcome: Outcome) => void) {
    this.#below = below;
    this.#resolve = resolve;
    const { chain, key, protocols } = options;
    this.#handshake = new ServerHandshake({
      ...options,
      transport: 'tls',
      identityFor: () => ({ chain, key }),
      protocolFor: (offered) => protocols.find((name) => offered.includes(name)) ?? null,
    });
    this.#above = new Duplex({
      read: () => below.resume(),
      write: (chunk: Uint8Array, _encoding, done) =>
        // That it went nowhere is not the writer's to handle: the stream is closing.
        below.write(this.#writer!.seal(contentTypes.applicationData, chunk), () => done()),
      final: (done) => {
        this.#isFinishing = true;
        this.#sendAlert(alerts.closeNotify);
        below.end(() => done());
      },
      destroy: (_error, done) => {
        this.#close('lab', 'closed by the lab');
        below.destroy();
        done(null);
      },
    });
    below.on('data', (bytes: Uint8Array) => this.#receive(bytes));
    below.on('end', () => {
      this.#close('app', 'closed without a word');
      this.#finishReading();
      if (!this.#isOpen) this.#hangUp();
    });
    below.on('error', () => this.#close('app', 'reset'));
    below.on('close', () => this.#closed());
  }

  #receive(bytes: Uint8Array): void {
    if (this.#end) return;
    try {
      this.#records.add(bytes);
      for (let record = this.#records.next(); record && !this.#end; record = this.#records.next()) this.#take(record);
    } catch (error) {
      this.#fail(error);
    }
  }

  #take(record: Record): void {
    const reader = this.#readers.get(this.#level);
    const { type } = record;
    if (type === contentTypes.applicationData) this.#takeProtected(record, reader);
    else if (type === contentTypes.handshake && !reader) this.#takeMessages(record.body);
    // An app that did not understand the ServerHello has no keys yet.
    else if (type === contentTypes.alert && !this.#hasOpenedRecord) this.#takeAlert(record.body);
    // A change of ciphers means nothing (RFC 8446 §5), and has no place once the handshake is over.
    else if (type !== contentTypes.changeCipherSpec || this.#isEstablished) throw outOfPlace(type);
  }

  #takeProtected(record: Record, reader: Protection | undefined): void {
    const opened = reader?.open(record) ?? this.#openAsHandshake(record);
    if (!opened) {
      this.#skip(record);
      return;
    }
    this.#hasOpenedRecord = true;
    const { type, content } = opened;
    if (type === contentTypes.handshake) this.#takeMessages(content);
    else if (type === contentTypes.alert) this.#takeAlert(content);
    else if (type === contentTypes.applicationData && this.#level !== 'handshake') this.#takeData(content);
    else throw outOfPlace(type);
  }

  #takeMessages(bytes: Uint8Array): void {
    this.#perform(this.#handshake.receive(this.#level, bytes));
  }

  #takeData(content: Uint8Array): void {
    if (content.length === 0) return;
    this.#openUp(this.#level === 'early');
    if (!this.#above.push(content)) this.#below.pause();
  }

  // While early data is awaited, an app that dislikes the answer says so with the keys of the handshake.
  #openAsHandshake(record: Record): { type: number; content: Uint8Array } | null {
    const opened = this.#level === 'early' ? this.#readers.get('handshake')?.open(record) : null;
    return opened?.type === contentTypes.alert ? opened : null;
  }

  #skip(record: Record): void {
    this.#skippedBytes += record.body.length;
    if (this.#handshake.ignoresEarlyData && !this.#hasOpenedRecord && this.#skippedBytes <= maxSkippedBytes) return;
    throw new ProtocolFault(alerts.badRecordMac, 'a record was not protected by the keys of the connection');
  }

  #takeAlert(body: Uint8Array): void {
    const alert = body[1];
    if (body.length !== 2 || alert === undefined) throw new ProtocolFault(alerts.decodeError, 'an alert is malformed');
    this.#close('app', sayAlert(alert), alert);
    this.#finishReading();
    // What the app asked for before its farewell is still to be answered.
    if (alert !== alerts.closeNotify || !this.#isOpen) this.#hangUp();
  }

  #perform(steps: readonly Step[]): void {
    const chunks: Uint8Array[] = [];
    for (const step of steps) {
      switch (step.kind) {
        case 'send':
          chunks.push(this.#writer?.seal(contentTypes.handshake, step.bytes) ?? this.#plain(step.bytes));
          break;
        case 'keys': {
          const protection = new Protection(step.suite, step.secret);
          if (step.direction === 'read') this.#readers.set(step.level, protection);
          else this.#writer = protection;
          break;
        }
        case 'expect':
          this.#level = step.level;
          break;
        case 'established':
          this.#isEstablished = true;
          this.#openUp(false);
      }
    }
    if (chunks.length > 0) this.#below.write(Buffer.concat(chunks));
  }

  #openUp(usedEarlyData: boolean): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const { protocol, resumed } = this.#handshake.terms!;
    this.#resolve({
      stream: this.#above,
      protocol,
      isResumed: resumed !== null,
      usedEarlyData,
      serverName: this.#handshake.hello!.serverName,
      ended: this.#ended.promise,
    });
  }

  /** A message of the handshake while there are no keys. */
  #plain(bytes: Uint8Array): Uint8Array {
    const records = plainRecords(contentTypes.handshake, bytes);
    const hasId = this.#handshake.hello!.sessionId.length > 0 && !this.#hasChangedCiphers;
    this.#hasChangedCiphers = true;
    // For middleboxes that would not let anything through otherwise (RFC 8446 appendix D.4).
    return hasId ? Buffer.concat([records, plainRecords(contentTypes.changeCipherSpec, Uint8Array.of(1))]) : records;
  }

  #sendAlert(alert: number): void {
    const bytes = Uint8Array.of(alert === alerts.closeNotify ? 1 : 2, alert);
    this.#below.write(this.#writer?.seal(contentTypes.alert, bytes) ?? plainRecords(contentTypes.alert, bytes));
  }

  #fail(error: unknown): void {
    const isFault = error instanceof ProtocolFault;
    this.#close('lab', isFault ? error.message : `the lab's own handshake failed: ${(error as Error).message}`);
    this.#sendAlert(isFault ? error.alert : alerts.internalError);
    this.#finishReading();
    this.#hangUp();
  }

  #close(by: ConnectionEnd['by'], says: string, alert: number | null = null): void {
    if (this.#end) return;
    const during = this.#isOpen ? 'established' : 'handshake';
    // Whoever answers the lab's own farewell did not end it.
    this.#end = this.#isFinishing && !alert ? closedByLab : { during, by, alert, says };
  }

  /** What was read stays readable. */
  #finishReading(): void {
    if (this.#isOpen && !this.#hasFinishedReading) this.#above.push(null);
    this.#hasFinishedReading = true;
  }

  /** An app that still talks is not heard. */
  #hangUp(): void {
    this.#below.resume().end();
    const timer = setTimeout(() => this.#below.destroy(), lingerMilliseconds).unref();
    this.#below.on('close', () => clearTimeout(timer));
  }

  #closed(): void {
    this.#close('app', 'closed without a word');
    this.#finishReading();
    this.#ended.resolve(this.#end!);
    if (!this.#isOpen) this.#resolve({ refused: this.#end! });
    else if (this.#above.readableEnded) this.#above.destroy();
    else this.#above.once('end', () => this.#above.destroy());
  }
}

const outOfPlace = (type: number) =>
  new ProtocolFault(alerts.unexpectedMessage, `a record of type ${type} came at the wrong time`);

const closedByLab: ConnectionEnd = { during: 'established', by: 'lab', alert: null, says: 'closed by the lab' };
