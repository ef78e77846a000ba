import { createHash, type Hash, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { alerts } from './alerts.ts';
import { uint, vector } from './byte-writer.ts';
import type { CipherSuite } from './cipher-suites.ts';
import { groups } from './key-exchange.ts';
import { finishedOf, KeySchedule, nextSecret, ticketPsk } from './key-schedule.ts';
import {
  certificateMessage,
  certificateVerify,
  encryptedExtensions,
  extension,
  finished,
  keyUpdate,
  message,
  messageTypes,
  newSessionTicket,
  retryRandom,
  serverHello,
} from './messages.ts';
import { negotiate, type Terms, type Wishes } from './negotiate.ts';
import { extensionTypes, type OfferedHello, type OfferedPsk, parseClientHello } from './parse-client-hello.ts';
import { malformed, ProtocolFault } from './protocol-fault.ts';
import { signTranscript } from './signature-schemes.ts';

// What was looked at before this was written (2026): OpenSSL, which Node has, signs with the key of the certificate alone
// and gives Node no early data. lemon-tls and quico on npm are young, one person's, and bring curves, ciphers and ASN.1 of
// their own; quic has been still since it spoke Google's QUIC; @matrixai/quic is a native add-on. An attacker's server is
// small: it verifies nobody, and needs no version but one.

/** Whose keys protect something, in the order in which they come. */
export type Level = 'initial' | 'early' | 'handshake' | 'application';

/** What is to be done, in this order, after a message was taken in. */
export type Step =
  | { readonly kind: 'send'; readonly level: Level; readonly bytes: Uint8Array }
  /** From here on, what is read or written at this level is protected by this. */
  | {
      readonly kind: 'keys';
      readonly level: Exclude<Level, 'initial'>;
      readonly direction: 'read' | 'write';
      readonly suite: CipherSuite;
      readonly secret: Uint8Array;
    }
  /** The level of the app's next message. */
  | { readonly kind: 'expect'; readonly level: Level }
  /** The app has shown that it holds the keys: it took the certificate, or resumed. */
  | { readonly kind: 'established' };

/** What the lab shows. The key need not be the leaf's. */
export interface Identity {
  /** DER, leaf first. */
  readonly chain: readonly Uint8Array[];
  readonly key: KeyObject;
}

export interface HandshakeOptions extends Wishes {
  readonly transport: 'tls' | 'quic';
  identityFor(hello: OfferedHello): Identity;
  /** Further extensions for EncryptedExtensions: QUIC's transport parameters. */
  extensionsFor?(hello: OfferedHello): readonly Uint8Array[];
  /** @param line as in SSLKEYLOGFILE */
  onKeyLog(line: string): void;
}

// As large as a ClientHello with post-quantum shares and many tickets gets, and then ten times that.
const maxHelloBytes = 65_536;
// All other messages of an app that has no certificate: the largest is Finished.
const maxOtherBytes = 256;
/** How much early data a ticket over TCP allows; over QUIC there is only one number for "yes" (RFC 9001 §4.6.1). */
const earlyDataBytes = { tls: 65_536, quic: 0xffff_ffff };
// Apps that open several connections at once use one for each.
const ticketCount = 2;

/**
 * The server's side of a TLS 1.3 handshake (RFC 8446) without its carrier: messages in, messages and secrets out. Records
 * and packets of QUIC both carry it.
 */
export class ServerHandshake {
  readonly #options: HandshakeOptions;
  #expected: 'hello' | 'second-hello' | 'end-of-early-data' | 'finished' | 'nothing-but-key-updates' = 'hello';
  #level: Level = 'initial';
  #unread: Uint8Array = new Uint8Array();
  #hello: OfferedHello | null = null;
  #terms: Terms | null = null;
  #transcript: Hash | null = null;
  #schedule: KeySchedule | null = null;
  #offeredEarlyData = false;
  #secrets = { clientHandshake: none, client: none, server: none };

  constructor(options: HandshakeOptions) {
    this.#options = options;
  }

  /** The last that was taken in. */
  get hello(): OfferedHello | null {
    return this.#hello;
  }

  get terms(): Terms | null {
    return this.#terms;
  }

  /** Whether early data may come that the lab has no keys for: offered, and not taken. */
  get ignoresEarlyData(): boolean {
    return this.#offeredEarlyData && !this.#terms?.takesEarlyData;
  }

  /**
   * @param bytes the next ones of that level, in order; any number of messages or a part of one
   * @throws {ProtocolFault} after which nothing more may be given
   */
  receive(level: Level, bytes: Uint8Array): Step[] {
    const steps: Step[] = [];
    if (level !== this.#level) throw unexpected(`a handshake message came at the wrong time (${level})`);
    this.#unread = Buffer.concat([this.#unread, bytes]);
    for (let next = this.#takeMessage(); next; next = this.#takeMessage()) {
      const before = this.#level;
      steps.push(...this.#react(next));
      // RFC 8446 §5.1: a message must not go past a change of keys.
      if (this.#level !== before && this.#unread.length > 0) throw unexpected('a handshake message came too early');
    }
    return steps;
  }

  #takeMessage(): Uint8Array | null {
    const unread = this.#unread;
    if (unread.length < 4) return null;
    const length = 4 + unread[1]! * 65_536 + unread[2]! * 256 + unread[3]!;
    if (length > (this.#expected.endsWith('hello') ? maxHelloBytes : maxOtherBytes))
      throw new ProtocolFault(alerts.illegalParameter, `a handshake message of ${length} bytes is too long`);
    if (unread.length < length) return null;
    this.#unread = unread.subarray(length);
    return unread.subarray(0, length);
  }

  #react(next: Uint8Array): Step[] {
    switch (this.#expected) {
      case 'hello':
      case 'second-hello':
        return this.#takeHello(next);
      case 'end-of-early-data':
        expectType(next, messageTypes.endOfEarlyData, 4);
        this.#transcript!.update(next);
        this.#expected = 'finished';
        return [this.#expect('handshake')];
      case 'finished':
        return this.#takeFinished(next);
      case 'nothing-but-key-updates':
        return this.#takeKeyUpdate(next);
    }
  }

  #expect(level: Level): Step {
    this.#level = level;
    return { kind: 'expect', level };
  }

  #takeHello(next: Uint8Array): Step[] {
    const retried = this.#expected === 'second-hello' ? this.#terms : null;
    const hello = parseClientHello(next);
    this.#hello = hello;
    if (retried && hello.offersEarlyData)
      throw new ProtocolFault(alerts.illegalParameter, 'early data was offered again after a HelloRetryRequest');
    this.#offeredEarlyData ||= hello.offersEarlyData;
    const terms = negotiate(hello, this.#options, retried);
    this.#terms = terms;
    this.#transcript ??= createHash(terms.suite.hash);
    if (terms.share === null) return this.#askAgain(hello, terms);
    this.#schedule = new KeySchedule(terms.suite, terms.resumed?.session.psk ?? null);
    if (terms.resumed) this.#checkBinder(hello.psk!, terms.resumed.index);
    this.#transcript.update(hello.message);
    return this.#answer(hello, terms, terms.share);
  }

  // RFC 8446 §4.1.4, and §4.4.1 for what becomes of the first hello in the transcript.
  #askAgain(hello: OfferedHello, terms: Terms): Step[] {
    const first = createHash(terms.suite.hash).update(hello.message).digest();
    const asked = serverHello(retryRandom, hello.sessionId, terms.suite.id, [
      extension(extensionTypes.keyShare, uint(2, terms.group)),
    ]);
    this.#transcript!.update(message(messageTypes.messageHash, first)).update(asked);
    this.#expected = 'second-hello';
    return [{ kind: 'send', level: 'initial', bytes: asked }];
  }

  // RFC 8446 §4.2.11.2
  #checkBinder(psk: OfferedPsk, index: number): void {
    const suite = this.#terms!.suite;
    const transcript = this.#transcript!.copy().update(psk.signed).digest();
    const expected = finishedOf(suite, this.#schedule!.derive('res binder'), transcript);
    if (!isSame(psk.binders[index]!, expected))
      throw new ProtocolFault(alerts.decryptError, 'the app does not hold the key of the ticket that it shows');
  }

  #answer(hello: OfferedHello, terms: Terms, theirs: Uint8Array): Step[] {
    const { suite, resumed, takesEarlyData } = terms;
    const schedule = this.#schedule!;
    const steps: Step[] = [];
    if (takesEarlyData)
      steps.push(this.#keys('early', 'read', this.#derive('c e traffic', 'CLIENT_EARLY_TRAFFIC_SECRET')));
    const ours = groups.get(terms.group)!();
    schedule.advance(ours.agree(theirs));
    const share = extension(extensionTypes.keyShare, uint(2, terms.group), vector(2, ours.share));
    const chosen = resumed ? [extension(extensionTypes.preSharedKey, uint(2, resumed.index))] : [];
    const answer = serverHello(randomBytes(32), hello.sessionId, suite.id, [share, ...chosen]);
    steps.push(this.#send('initial', answer));
    this.#secrets.clientHandshake = this.#derive('c hs traffic', 'CLIENT_HANDSHAKE_TRAFFIC_SECRET');
    const serverHandshake = this.#derive('s hs traffic', 'SERVER_HANDSHAKE_TRAFFIC_SECRET');
    steps.push(this.#keys('handshake', 'write', serverHandshake));
    steps.push(this.#keys('handshake', 'read', this.#secrets.clientHandshake));
    steps.push(this.#send('handshake', encryptedExtensions(this.#extensions(hello, terms))));
    if (!resumed) steps.push(...this.#showIdentity(hello));
    steps.push(this.#send('handshake', finished(finishedOf(suite, serverHandshake, this.#digest()))));
    schedule.advance();
    this.#secrets.client = this.#derive('c ap traffic', 'CLIENT_TRAFFIC_SECRET_0');
    this.#secrets.server = this.#derive('s ap traffic', 'SERVER_TRAFFIC_SECRET_0');
    this.#derive('exp master', 'EXPORTER_SECRET');
    steps.push(this.#keys('application', 'write', this.#secrets.server));
    // QUIC ends early data by the packets' type (RFC 9001 §8.3).
    const hasEnd = takesEarlyData && this.#options.transport === 'tls';
    this.#expected = hasEnd ? 'end-of-early-data' : 'finished';
    steps.push(this.#expect(hasEnd ? 'early' : 'handshake'));
    return steps;
  }

  #extensions(hello: OfferedHello, { protocol, takesEarlyData }: Terms): Uint8Array[] {
    const alpn = (name: string) => extension(extensionTypes.alpn, vector(2, vector(1, Buffer.from(name, 'latin1'))));
    return [
      ...(protocol === null ? [] : [alpn(protocol)]),
      ...(takesEarlyData ? [extension(extensionTypes.earlyData)] : []),
      ...(this.#options.extensionsFor?.(hello) ?? []),
    ];
  }

  #showIdentity(hello: OfferedHello): Step[] {
    const { chain, key } = this.#options.identityFor(hello);
    const shown = this.#send('handshake', certificateMessage(chain));
    const signed = signTranscript(key, hello.signatureSchemes, this.#digest());
    if (!signed)
      throw new ProtocolFault(
        alerts.handshakeFailure,
        `the app takes no signature by a key of ${key.asymmetricKeyType}`,
      );
    return [shown, this.#send('handshake', certificateVerify(signed.scheme, signed.signature))];
  }

  #takeFinished(next: Uint8Array): Step[] {
    const { suite } = this.#terms!;
    expectType(next, messageTypes.finished, 4 + suite.hashBytes);
    if (!isSame(next.subarray(4), finishedOf(suite, this.#secrets.clientHandshake, this.#digest())))
      throw new ProtocolFault(alerts.decryptError, 'the Finished of the app does not fit the handshake');
    this.#transcript!.update(next);
    this.#expected = 'nothing-but-key-updates';
    const read = this.#keys('application', 'read', this.#secrets.client);
    return [read, this.#expect('application'), { kind: 'established' }, ...this.#tickets()];
  }

  #tickets(): Step[] {
    const { tickets, acceptsEarlyData, transport } = this.#options;
    const { suite, protocol } = this.#terms!;
    if (!tickets || !this.#hello!.pskModes.includes(1)) return [];
    const resumption = this.#schedule!.derive('res master', this.#digest());
    return Array.from({ length: ticketCount }, (_, index) => {
      const nonce = uint(1, index);
      const psk = ticketPsk(suite, resumption, nonce);
      const ticket = tickets.keep({ suite, psk, protocol, allowsEarlyData: acceptsEarlyData });
      const early = acceptsEarlyData ? earlyDataBytes[transport] : 0;
      return { kind: 'send', level: 'application', bytes: newSessionTicket(randomBytes(4), nonce, ticket, early) };
    });
  }

  #takeKeyUpdate(next: Uint8Array): Step[] {
    // RFC 9001 §6: QUIC has its own way.
    if (this.#options.transport === 'quic') throw unexpected('a handshake message came after the handshake');
    expectType(next, messageTypes.keyUpdate, 5);
    if (next[4]! > 1) throw malformed('the KeyUpdate');
    const { suite } = this.#terms!;
    this.#secrets.client = nextSecret(suite, this.#secrets.client);
    const steps = [this.#keys('application', 'read', this.#secrets.client)];
    if (next[4] === 0) return steps;
    this.#secrets.server = nextSecret(suite, this.#secrets.server);
    const answer: Step = { kind: 'send', level: 'application', bytes: keyUpdate() };
    return [...steps, answer, this.#keys('application', 'write', this.#secrets.server)];
  }

  #send(level: Level, bytes: Uint8Array): Step {
    this.#transcript!.update(bytes);
    return { kind: 'send', level, bytes };
  }

  #keys(level: Exclude<Level, 'initial'>, direction: 'read' | 'write', secret: Uint8Array): Step {
    return { kind: 'keys', level, direction, suite: this.#terms!.suite, secret };
  }

  #digest(): Uint8Array {
    return this.#transcript!.copy().digest();
  }

  #derive(label: string, logged: string): Uint8Array {
    const secret = this.#schedule!.derive(label, this.#digest());
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    this.#options.onKeyLog(`${logged} ${hex(this.#hello!.random)} ${hex(secret)}`);
    return secret;
  }
}

const none: Uint8Array = new Uint8Array();

const unexpected = (sentence: string) => new ProtocolFault(alerts.unexpectedMessage, sentence);

const isSame = (one: Uint8Array, other: Uint8Array) => one.length === other.length && timingSafeEqual(one, other);

function expectType(next: Uint8Array, type: number, length: number): void {
  if (next[0] !== type) throw unexpected(`a handshake message of type ${next[0]} came where ${type} was due`);
  if (next.length !== length) throw malformed(`a handshake message of type ${type}`);
}
