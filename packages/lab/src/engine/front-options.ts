import type { Connection } from '../connection.ts';
import type { TesterChain } from '../forge/genuine-chain.ts';
import type { LabCas } from '../forge/lab-cas.ts';
import type { Arrival } from '../scenario.ts';
import type { Move } from '../treatment.ts';
import type { GenuineServers } from './genuine-servers.ts';
import type { Destination } from './intake.ts';

/** What is done with a connection. */
export interface Decision extends Move {
  /** The lab ends the connection when neither side has said a byte for so long. Default two minutes. */
  readonly idleMilliseconds?: number;
}

export interface FrontOptions {
  /** Default a free port on 127.0.0.1. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** Whether UDP is taken on the same port too, for QUIC. Default no. */
  readonly listensForDatagrams?: boolean;
  /** Whether somebody at this address may use the port at all; who may not is reset before a byte. Default all. */
  admits?(address: string): boolean;
  /**
   * Of a port on the loopback interface: told once of each other user of this machine who connects, and is reset before a byte.
   * Default all users may. On Linux only; elsewhere nothing says whose a connection is.
   */
  onStranger?(user: number): void;
  /** Whom connections are for that ask no proxy: the server whose place the lab takes. Default whom they name themselves. */
  readonly direct?: Omit<Destination, 'via'>;
  /** @param id that its `Connection` will have */
  decide(arrival: Arrival, id: number): Decision | Promise<Decision>;
  onArrival?(arrival: Arrival): void;
  /** An app got the head of an answer over a connection that ends in the lab. */
  onAnswer?(arrival: Arrival): void;
  /** A connection has ended. */
  onConnection(connection: Connection): void;
  readonly cas: LabCas;
  /** One for all fronts of a lab. */
  readonly genuine: GenuineServers;
  testerFor?(host: string): TesterChain | null;
  /** @param ordinal connections to the host before this one */
  isTarget?(host: string | null, port: number, ordinal: number): boolean;
  isChannel?(host: string | null, port: number): boolean;
  /** Seconds since 1970, for the certificates. Default the clock's. */
  now?(): number;
}
