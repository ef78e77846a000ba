import { type Admission, type Fate, type Flow, lingerMilliseconds } from './flow.ts';
import { QuicConnection } from './quic-connection.ts';

/** A connection that the lab serves itself: the clock of a `QuicConnection`. */
export class ServedFlow implements Flow {
  readonly #connection: QuicConnection;
  readonly #admission: Admission;
  readonly #onGone: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  /** @param onGone nothing of it can come any more */
  constructor(
    admission: Admission,
    fate: Extract<Fate, { kind: 'serve' }>,
    ids: { original: Uint8Array; peer: Uint8Array },
    reply: (datagram: Uint8Array) => void,
    onGone: () => void,
  ) {
    const { record, idleMilliseconds } = admission;
    this.#admission = admission;
    this.#onGone = onGone;
    const send = (datagram: Uint8Array) => {
      record.recorder.add('lab', datagram);
      reply(datagram);
    };
    const { tickets } = fate;
    const options = { ...ids, record, idleMilliseconds, tickets, identityFor: fate.identityFor, send };
    this.#connection = new QuicConnection(options, performance.now());
  }

  /** By which the app calls it from its second packet on. */
  get id(): Uint8Array {
    return this.#connection.id;
  }

  take(datagram: Uint8Array): void {
    this.#admission.record.recorder.add('app', datagram);
    this.#connection.receive(datagram, performance.now());
    this.#arrange();
  }

  end(says: string): void {
    this.#connection.close(says);
    this.#arrange();
    clearTimeout(this.#timer);
  }

  #arrange(): void {
    if (this.#isOver) return;
    clearTimeout(this.#timer);
    this.#isOver = this.#connection.isOver;
    if (this.#isOver) {
      this.#timer = setTimeout(this.#onGone, lingerMilliseconds).unref();
      this.#admission.onOver();
      return;
    }
    const tick = () => {
      this.#connection.tick(performance.now());
      this.#arrange();
    };
    this.#timer = setTimeout(tick, Math.max(1, this.#connection.deadline - performance.now())).unref();
  }
}
