import type { Evidence } from './evidence.ts';

export interface CachedSession {
  readonly session: Buffer;
  /** Of the full handshake that the session comes from: a resumed one shows no certificate. */
  readonly evidence: Evidence;
}

const maxSessions = 200;

/** TLS sessions to resume, the newest of each endpoint; the endpoint longest unused gives way. */
export class SessionCache {
  readonly #sessions = new Map<string, CachedSession>();

  get(key: string): CachedSession | undefined {
    return this.#sessions.get(key);
  }

  set(key: string, session: CachedSession): void {
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > maxSessions && oldest !== undefined) this.#sessions.delete(oldest);
  }

  delete(key: string): void {
    this.#sessions.delete(key);
  }

  clear(): void {
    this.#sessions.clear();
  }
}
