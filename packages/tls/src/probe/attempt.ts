import type { Duplex } from 'node:stream';
import { Obstacle } from './obstacle.ts';

/**
 * The time for one look at a server, and what was opened for it. When the time is up, or whoever asked has stopped, all
 * that waits is left, also what cannot be cancelled (getaddrinfo): its result is dropped. At the end, whichever it is,
 * nothing stays open.
 */
export class Attempt {
  readonly #sockets = new Set<Duplex>();
  readonly #ended = Promise.withResolvers<never>();
  readonly #timer: NodeJS.Timeout;

  constructor(milliseconds: number) {
    this.#ended.promise.catch(() => undefined); // whoever waits hears of it; there may be nobody
    this.#timer = setTimeout(
      () => this.#end(new Obstacle('timed-out', `no TLS handshake within ${durationOf(milliseconds)}`)),
      milliseconds,
    );
  }

  /** Whoever asked has stopped. */
  stop(): void {
    this.#end(stopped());
  }

  /** @throws {Obstacle} what `work` throws; `timed-out`; `stopped` */
  until<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#ended.promise]);
  }

  /** A socket that is closed when the attempt is over. */
  own<S extends Duplex>(socket: S): S {
    this.#sockets.add(socket);
    socket.on('error', () => undefined); // one that comes after the end says nothing new
    return socket;
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
  }

  #end(obstacle: Obstacle): void {
    this.#ended.reject(obstacle);
    this.close();
  }
}

function durationOf(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}

export function stopped(): Obstacle {
  return new Obstacle('stopped', 'it was not asked to the end');
}
