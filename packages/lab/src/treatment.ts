import type { ChainSketch } from './chain-sketch.ts';

/** What an HTTP answer becomes on its way, or instead of it. */
export type Answer =
  /** The genuine server's, with these changes. */
  | {
      readonly kind: 'forward';
      /** Drops Strict-Transport-Security, writes https:// links as http://, takes Secure from cookies: what sslstrip does. */
      readonly strip?: boolean;
      readonly addHeaders?: readonly (readonly [name: string, value: string])[];
    }
  /** 301 to the same URL with http:// in place of https://. */
  | { readonly kind: 'redirect-to-http' }
  | {
      readonly kind: 'fixed';
      readonly status: number;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: Uint8Array;
    }
  /** Never answers; the request is read. */
  | { readonly kind: 'hold' };

/** What the lab does with one connection of the app. A value: scenarios decide it, the engine carries it out. */
export type Treatment =
  /** Bytes go to whom the app wanted and back: the genuine server, untouched. */
  | { readonly kind: 'relay' }
  /** Bytes go to another server than the app asked for. */
  | { readonly kind: 'relay-to'; readonly host: string; readonly port: number }
  /** The connection is reset before a byte. */
  | { readonly kind: 'close' }
  /** The connection is taken and nothing is ever said. */
  | { readonly kind: 'silence' }
  /** TLS ends here, by Node's OpenSSL. */
  | {
      readonly kind: 'terminate';
      readonly shows: ChainSketch;
      /** Session tickets, which live as long as the run; default false. */
      readonly sessions?: boolean;
      /** Of these the first that the app offers; default h2, http/1.1, then whatever it offers. */
      readonly protocols?: readonly string[];
      readonly answer: Answer;
    }
  /** TLS 1.3 by the lab's own handshake: what OpenSSL's servers cannot be made to do. */
  | {
      readonly kind: 'own-handshake';
      readonly shows: ChainSketch;
      /** Tickets that allow early data, which is accepted and read. */
      readonly earlyData: boolean;
      readonly answer: Answer;
    }
  /** HTTP without TLS, from and to an app that asked for that. */
  | { readonly kind: 'plain'; readonly answer: Answer }
  /** QUIC and HTTP/3 by the lab's own server; for connections over UDP. */
  | { readonly kind: 'quic'; readonly shows: ChainSketch };

/** What a scenario does with a connection, and what it is in the story. */
export interface Move {
  readonly treatment: Treatment;
  /** Whether data that is readable on it is in an attacker's hands; false for what is let through, and for the genuine server. */
  readonly isAttack: boolean;
}

export type TreatmentKind = Treatment['kind'];
