import type { IncomingMessage, ServerResponse } from 'node:http';

// Proxies and load balancers cut connections that are silent for 30 to 60 seconds.
const heartbeatSeconds = 25;
// A reader that lets this much pile up has stopped reading; it comes back, and asks anew.
const maxUnreadBytes = 65_536;

const headers = [
  'Content-Type',
  'text/event-stream',
  'Cache-Control',
  'no-store',
  // nginx holds an answer back until its buffer is full, unless told otherwise.
  'X-Accel-Buffering',
  'no',
];

/** The event streams of one app (Server-Sent Events, WHATWG HTML §9.2). */
export class Streams {
  #open = new Set<ServerResponse>();
  #heart: NodeJS.Timeout | null = null;

  /** @param tag of the newest bundle where the asker does not have it, else null */
  add(request: IncomingMessage, response: ServerResponse, tag: string | null): void {
    response.writeHead(200, headers);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    this.#open.add(response);
    response.once('close', () => this.#leave(response));
    this.#heart ??= setInterval(() => this.#writeAll(':\n\n'), heartbeatSeconds * 1_000).unref();
    // Spread, so that a fleet whose streams end together does not come back together.
    const retry = `retry: ${5_000 + Math.floor(Math.random() * 10_000)}\n\n`;
    response.write(tag === null ? retry : retry + eventOf(tag));
  }

  announce(tag: string): void {
    this.#writeAll(eventOf(tag));
  }

  endAll(): void {
    for (const response of [...this.#open]) {
      response.end();
      this.#leave(response); // now, not when it is closed: a write after the end would be a fault
    }
  }

  #writeAll(text: string): void {
    for (const response of this.#open) {
      if (response.writableLength > maxUnreadBytes) response.destroy();
      else response.write(text);
    }
  }

  #leave(response: ServerResponse): void {
    this.#open.delete(response);
    if (this.#open.size > 0 || !this.#heart) return;
    clearInterval(this.#heart);
    this.#heart = null;
  }
}

// The id lets a browser's EventSource say, when it comes back, what it has seen (Last-Event-ID).
function eventOf(tag: string): string {
  return `id: ${tag}\ndata: "${tag}"\n\n`;
}
