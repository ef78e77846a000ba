import type { TreatmentKind } from './treatment.ts';

/** How far an app's data got to whoever holds the lab's key. In order. */
export const reaches = ['nothing', 'handshake', 'headers', 'body'] as const;
/** `headers`: of a request, or the first bytes of a protocol that is not HTTP. */
export type Reach = (typeof reaches)[number];

/** What the first message of TLS says (RFC 8446 §4.1.2). */
export interface ClientHello {
  readonly serverName: string | null;
  readonly protocols: readonly string[];
  /** As in supported_versions, or the legacy version: 0x0303 is TLS 1.2. */
  readonly versions: readonly number[];
  readonly offersSession: boolean;
  readonly offersEarlyData: boolean;
  /** JA4 (FoxIO): one for each TLS stack and its settings, so that two stacks of one app are told apart. */
  readonly ja4: string;
}

export interface ShownCertificate {
  readonly subject: string;
  readonly pin: string;
}

/** A request, or a message of another protocol, that could be read. As it was: `redact` comes before anything is written. */
export interface ReadRequest {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly protocol: 'http/1.1' | 'h2' | 'h3' | 'websocket' | 'raw';
  readonly method: string;
  /** Whom the request itself names, which on a coalesced connection is not the connection's host. Null where none is named. */
  readonly host: string | null;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The first 65,536 bytes. */
  readonly body: Uint8Array;
  readonly bodyBytes: number;
  /** What the app got for it; null where none came. */
  readonly status: number | null;
}

/** A piece of what went over the wire, for the capture. */
export interface Segment {
  /** Milliseconds since 1970, with a fraction. */
  readonly at: number;
  readonly from: 'app' | 'lab';
  readonly bytes: Uint8Array;
}

/** One connection of the app, as the engine saw it; handed out when it has ended. */
export interface Connection {
  /** Distinct within a lab. */
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** How it came: as a proxy is asked, by redirection, or straight to a port that stands for a server. */
  readonly via: 'connect' | 'socks' | 'absolute-uri' | 'transparent' | 'direct';
  readonly transport: 'tls' | 'plain' | 'quic';
  /** Whom the app wanted: as it asked the proxy or the lab's DNS, else its server name, else the Host header. Canonical. */
  readonly host: string | null;
  readonly port: number;
  readonly hello: ClientHello | null;
  readonly treatment: TreatmentKind;
  /** Whether the scenario treated it as an attacker would; false for genuine connections beside it. */
  readonly isAttack: boolean;
  /** Leaf first. Empty where the lab showed none of its own. */
  readonly shown: readonly ShownCertificate[];
  readonly reach: Reach;
  /** The session of an earlier connection was resumed: the app saw no certificate. */
  readonly isResumed: boolean;
  readonly usedEarlyData: boolean;
  /** Of application data that was readable; for a relay, of ciphertext. */
  readonly bytesFromApp: number;
  readonly bytesToApp: number;
  readonly requests: readonly ReadRequest[];
  readonly end: ConnectionEnd;
  readonly wire: Wire;
}

export interface ConnectionEnd {
  readonly during: 'handshake' | 'established';
  readonly by: 'app' | 'server' | 'lab';
  /** The TLS alert (RFC 8446 §6.2) that the app sent, where it sent one. */
  readonly alert: number | null;
  /** In words, for people: "unknown CA (alert 48)", "closed without a word". */
  readonly says: string;
}

export interface Wire {
  /** The first mebibyte; of a connection that was let through, the first 65,536 bytes. */
  readonly segments: readonly Segment[];
  readonly isCut: boolean;
  /** Lines in the form of SSLKEYLOGFILE. Whoever has them can read everything: `secretsFor` decides which are written. */
  readonly keyLog: readonly string[];
}
