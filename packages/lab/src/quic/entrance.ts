import type { OfferedHello } from '../tls13/parse-client-hello.ts';
import type { Flow } from './flow.ts';
import { HelloPeek } from './hello-peek.ts';

// Datagrams that wait for a decision.
const maxHeld = 32;
// For a ClientHello that never ends.
const patienceMilliseconds = 10_000;

/** A connection of which it is not known yet what becomes of it. Keeps its datagrams. */
export class Entrance implements Flow {
  readonly held: Uint8Array[] = [];
  readonly original: Uint8Array;
  readonly #peek: HelloPeek;
  readonly #timer: NodeJS.Timeout;
  readonly #onGone: () => void;
  readonly #onHello: (offered: OfferedHello) => void;
  #isDecided = false;

  /** @param onGone it was no connection after all */
  constructor(original: Uint8Array, onHello: (offered: OfferedHello) => void, onGone: () => void) {
    this.original = original;
    this.#peek = new HelloPeek(original);
    this.#onHello = onHello;
    this.#onGone = onGone;
    this.#timer = setTimeout(() => this.end(), patienceMilliseconds).unref();
  }

  /** Whether the datagram begins a connection of that name. */
  static canRead(datagram: Uint8Array, original: Uint8Array): boolean {
    return new HelloPeek(original).add(datagram).kind !== 'none';
  }

  take(datagram: Uint8Array): void {
    if (this.held.length >= maxHeld) return;
    this.held.push(datagram);
    if (this.#isDecided) return;
    const found = this.#peek.add(datagram);
    if (found.kind === 'none') this.end();
    if (found.kind !== 'hello') return;
    this.#isDecided = true;
    clearTimeout(this.#timer);
    this.#onHello(found.offered);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#onGone();
  }
}
