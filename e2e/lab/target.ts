import type { RequestListener } from 'node:http';
import type { HostVerdict } from '@livepin/lab';

/** The genuine servers, as a target is told of them. */
export interface GenuineWorld {
  /** What the target is to ask for: https://api.example.com/…, with a canary in a header and in the body. */
  readonly url: string;
  readonly host: string;
  /** Where its genuine server really is: "127.0.0.1:40123". */
  readonly address: string;
  /** Base64 of the SHA-256 of the leaf's SPKI, and of the CA's that signed it. */
  readonly leafPin: string;
  readonly issuerPin: string;
  /** PEM: the genuine root, which `lab run --ca` puts into the device's trust store. */
  readonly anchors: string;
  /** A folder of the target's own, gone with the test. */
  readonly folder: string;
}

/** What stands at pins.example.com, from which an app gets its pins. */
export interface PinChannel extends AsyncDisposable {
  readonly answer: RequestListener;
  /** Whether the tester names it: the lab knows the requests of Livepin's clients alone. */
  readonly isNamed: boolean;
  /** An older document that was genuine once. */
  readonly replayed: Uint8Array;
  /** Somebody else's; null where the lab is to forge it. */
  readonly foreign: Uint8Array | null;
  /** Has the pins of the host changed to others than its server's, in the middle of a run. */
  changePins?(): Promise<void>;
  /** Called before each run: the pins are the server's again. */
  restore?(): Promise<void>;
}

export interface PreparedTarget {
  /** Asks once and ends. */
  readonly command: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
  readonly version: string;
  /** Default: proxy. */
  readonly mode?: 'proxy' | 'transparent';
  readonly channel?: PinChannel;
}

/** A program whose behaviour is known beforehand, so that the lab's verdict can be right or wrong. */
export interface LabTarget {
  /** Kebab-case, with the program first: "curl-pinned". */
  readonly id: string;
  /** For people: "curl with --pinnedpubkey". */
  readonly name: string;
  /** Whose TLS it is: "OpenSSL", "GnuTLS", "BoringSSL", "Go", "JSSE", "Node". */
  readonly engine: string;
  /** One of each engine runs in `npm test`; the others in `npm run lab:matrix`. */
  readonly isRepresentative: boolean;
  /** With these scenarios alone there, where each run is slow. Default all. */
  readonly scenariosInTests?: readonly string[];
  readonly known: {
    readonly verdict: HostVerdict;
    /** Scenarios in which its data can be read: exactly these. */
    readonly read: readonly string[];
    /** Also these, where they can be run: a browser may speak to a second host of its own accord. Default none. */
    readonly readWhereRun?: readonly string[];
    /** Scenarios in which it stops to work with the genuine server: exactly these. Default none. */
    readonly broken?: readonly string[];
    /** Of the host, where it is not 443: the lab says of each port what it found. */
    readonly port?: number;
    /** From its documentation or its source. One sentence. */
    readonly why: string;
  };
  /** Of its runs at the same time; default one, as an app may have state of its own. */
  readonly jobs?: number;
  /** @returns how to start it, or why it cannot be had here */
  prepare(world: GenuineWorld): Promise<PreparedTarget | { readonly missing: string }>;
}
