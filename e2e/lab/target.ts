import type { ReportedHost } from '@livepin/lab';

/** The genuine servers, as a target is told of them. */
export interface GenuineWorld {
  /** What the target is to ask for: https://api.example.com/…, with a canary in a header and in the body. */
  readonly url: string;
  readonly host: string;
  /** Base64 of the SHA-256 of the leaf's SPKI, and of the CA's that signed it. */
  readonly leafPin: string;
  readonly issuerPin: string;
  /** PEM: the genuine root, which `lab run --ca` puts into the device's trust store. */
  readonly anchors: string;
  /** A folder of the target's own, gone with the test. */
  readonly folder: string;
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
  readonly known: {
    readonly verdict: ReportedHost['verdict'];
    /** Scenarios in which its data can be read: exactly these. */
    readonly read: readonly string[];
    /** From its documentation or its source. One sentence. */
    readonly why: string;
  };
  /** @returns the command line that asks once and ends, or why it cannot be had here */
  prepare(world: GenuineWorld): Promise<
    | {
        readonly command: readonly [string, ...string[]];
        readonly environment?: Readonly<Record<string, string>>;
        readonly version: string;
      }
    | { readonly missing: string }
  >;
}
