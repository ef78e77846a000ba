import type { Certificate } from '@livepin/tls';
import type { Connection, ConnectionEnd, Reach, ReadRequest } from '../connection.ts';
import { reaches } from '../connection.ts';
import type { Arrival } from '../scenario.ts';
import type { TreatmentKind } from '../treatment.ts';
import { WireRecorder } from './wire-recorder.ts';

let lastId = 0;

/** What is known of one connection while it goes on. */
export class ConnectionRecord {
  readonly id = ++lastId;
  readonly startedAt = Date.now();
  readonly recorder = new WireRecorder();
  readonly #last: (() => Promise<void>)[] = [];
  readonly #requests: (() => ReadRequest)[] = [];
  #reach: Reach = 'nothing';
  #end: ConnectionEnd | null = null;
  #close: ConnectionEnd | null = null;
  #shown: readonly Certificate[] = [];
  isResumed = false;
  usedEarlyData = false;
  isEstablished = false;
  /** Whether all that an app says is data of its own; in HTTP/2 it introduces itself first. */
  isAllData = false;
  /** A request is being answered. */
  onAnswer: () => void = () => {};
  /** Set when the streams that count have closed. */
  bytesFromApp: () => number = () => 0;
  bytesToApp: () => number = () => 0;

  /** It never goes back. */
  reached(reach: Reach): void {
    if (reaches.indexOf(reach) > reaches.indexOf(this.#reach)) this.#reach = reach;
  }

  get reach(): Reach {
    return this.#reach;
  }

  shows(certificates: readonly Certificate[]): void {
    this.#shown = certificates;
  }

  /** The app has finished the handshake. */
  established(isResumed: boolean): void {
    this.isEstablished = true;
    this.isResumed = isResumed;
    this.reached('handshake');
  }

  /** The first reason is the one that counts: what follows is its consequence. */
  ends(by: ConnectionEnd['by'], says: string, alert: number | null = null): void {
    this.#end ??= this.#endOf(by, says, alert);
  }

  /** What the stream below shows, which counts where nothing more is known. */
  closes(by: ConnectionEnd['by'], says: string): void {
    this.#close ??= this.#endOf(by, says, null);
  }

  #endOf(by: ConnectionEnd['by'], says: string, alert: number | null): ConnectionEnd {
    return { during: this.isEstablished ? 'established' : 'handshake', by, alert, says };
  }

  /** @param request called when the connection is handed out */
  reads(request: () => ReadRequest): void {
    if (this.#requests.length < maxRequests) this.#requests.push(request);
  }

  /** @param work what is still to be done when the connection has ended; it must not reject */
  beforeHandingOut(work: () => Promise<void>): void {
    this.#last.push(work);
  }

  async finish(arrival: Arrival, treatment: TreatmentKind, isAttack: boolean): Promise<Connection> {
    const endedAt = Date.now();
    // Half a request is data that was read, too.
    if (this.isAllData && this.bytesFromApp() > 0) this.reached('headers');
    for (const work of this.#last) await work();
    return {
      id: this.id,
      startedAt: this.startedAt,
      endedAt,
      via: arrival.via,
      transport: arrival.transport,
      host: arrival.host,
      port: arrival.port,
      hello: arrival.hello,
      treatment,
      isAttack,
      shown: this.#shown.map(({ subjectText, pin }) => ({ subject: subjectText, pin })),
      reach: this.#reach,
      isResumed: this.isResumed,
      usedEarlyData: this.usedEarlyData,
      bytesFromApp: this.bytesFromApp(),
      bytesToApp: this.bytesToApp(),
      requests: this.#requests.map((request) => request()),
      end: this.#end ?? this.#close ?? this.#endOf('app', 'closed without a word', null),
      wire: this.recorder.wire,
    };
  }
}

/** Of one connection: an app that asks more often tells nothing new. */
const maxRequests = 10_000;
