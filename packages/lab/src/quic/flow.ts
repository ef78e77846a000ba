import type { ConnectionRecord } from '../engine/connection-record.ts';
import type { OfferedHello } from '../tls13/parse-client-hello.ts';
import type { Identity } from '../tls13/server-handshake.ts';
import type { TicketVault } from '../tls13/ticket-vault.ts';

/** The datagrams of one connection. */
export interface Flow {
  /** @param datagram of the app. Never throws. */
  take(datagram: Uint8Array): void;
  /** The lab ends it. */
  end(says: string): void;
}

/** What becomes of a connection. */
export type Fate =
  | { readonly kind: 'serve'; identityFor(hello: OfferedHello): Identity; readonly tickets: TicketVault | null }
  /** The app is told at once. */
  | { readonly kind: 'refuse' }
  /** Nothing is ever said. */
  | { readonly kind: 'silence' }
  /** Datagrams go to this address, and back. */
  | { readonly kind: 'relay'; readonly address: string; readonly port: number };

/** A connection that has been let in. */
export interface Admission {
  readonly record: ConnectionRecord;
  readonly fate: Fate;
  /** The lab ends it when nothing was said for so long. */
  readonly idleMilliseconds: number;
  /** It has ended: nothing more comes into its record. Called once. */
  onOver(): void;
}

/** How long what belongs to a connection that has ended is known to do so, and is no new one (RFC 9000 §10.2). */
export const lingerMilliseconds = 3_000;
