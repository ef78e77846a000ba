import { randomBytes } from 'node:crypto';
import type { CipherSuite } from './cipher-suites.ts';

/** What a ticket stands for. */
export interface Session {
  readonly suite: CipherSuite;
  readonly psk: Uint8Array;
  /** Early data is only taken for the protocol that it was meant for (RFC 8446 §4.2.10). */
  readonly protocol: string | null;
  readonly allowsEarlyData: boolean;
}

/** Sessions that the lab gave out, in memory, found again by the tickets that name them. The oldest are forgotten. */
export class TicketVault {
  readonly #sessions = new Map<string, Session>();
  readonly #limit: number;

  constructor(limit = 1000) {
    this.#limit = limit;
  }

  /** @returns the ticket: random bytes that mean nothing to anybody else */
  keep(session: Session): Uint8Array {
    const ticket = randomBytes(32);
    this.#sessions.set(ticket.toString('base64'), session);
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= this.#limit) break;
      this.#sessions.delete(oldest);
    }
    return ticket;
  }

  /** More than once, too: an attacker does not keep the rule that a ticket is for one connection. */
  find(ticket: Uint8Array): Session | undefined {
    return ticket.length === 32 ? this.#sessions.get(Buffer.from(ticket).toString('base64')) : undefined;
  }
}
