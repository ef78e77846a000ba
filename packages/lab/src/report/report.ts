import type { Reach } from '../connection.ts';

/** What a try of one scenario on one host showed. */
export type TryOutcome =
  /** Every attacked connection was refused before a byte of the app's was readable. */
  | 'held'
  /** Some of the app's data was readable. */
  | 'read'
  /** The genuine server could not be used, though the app should have gone on. */
  | 'broken'
  | 'not-seen';

export type CellVerdict =
  | 'held'
  | 'read'
  | 'broken'
  /** Tries differed, and none was read. */
  | 'flaky'
  | 'not-seen'
  /** What it needs was not there. */
  | 'not-run'
  /** The control connections failed: whatever happened proves nothing. */
  | 'inconclusive';

export type HostVerdict =
  | 'pinned'
  | 'not-pinned'
  | 'pinned-but-leaking'
  /** Pinned, but an attacker can stop it from working. */
  | 'pinned-but-fragile'
  | 'not-seen'
  /** It refused, and nothing shows that it would have trusted the lab's CA otherwise. */
  | 'unproven'
  | 'inconclusive'
  /** The app asks it for pins alone, which prove themselves: it needs none. */
  | 'pin-source';

export interface Leak {
  /** Given by the tester, or found by a well-known pattern. */
  readonly kind: 'canary' | 'pattern';
  /** The canary's name, or what the pattern finds: "JSON Web Token". */
  readonly name: string;
  readonly where: 'url' | 'header' | 'cookie' | 'body';
  /** Of the header or the parameter, where it has a name. */
  readonly member: string | null;
  /** How it was written: as it is, base64, URL-encoded … */
  readonly encoding: string;
  /** The first and last characters, the rest hidden: enough to recognise, too little to use. */
  readonly sample: string;
}

export interface ReportedRequest {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly protocol: string;
  /** Method and URL, redacted. */
  readonly line: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Redacted, unless asked for otherwise. */
  readonly body: string;
  readonly bodyBytes: number;
  readonly status: number | null;
  readonly leaks: readonly Leak[];
}

export interface ReportedConnection {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly milliseconds: number;
  readonly transport: string;
  readonly ja4: string | null;
  readonly isAttack: boolean;
  readonly treatment: string;
  readonly shown: readonly { readonly subject: string; readonly pin: string }[];
  readonly reach: Reach;
  readonly isResumed: boolean;
  readonly usedEarlyData: boolean;
  readonly bytesFromApp: number;
  /** How it ended, in words. */
  readonly end: string;
  readonly requests: readonly ReportedRequest[];
}

export interface ReportedTry {
  readonly run: number;
  readonly outcome: TryOutcome;
  readonly reach: Reach;
  readonly connections: readonly ReportedConnection[];
  /** What the app said of it, redacted. */
  readonly said: string;
}

export interface EvidenceFile {
  /** Relative to the report, with forward slashes. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface Cell {
  readonly scenario: string;
  readonly verdict: CellVerdict;
  /** One sentence: what happened, for people. */
  readonly because: string;
  readonly reach: Reach;
  readonly tries: readonly ReportedTry[];
  readonly leaks: readonly Leak[];
  /** Null where nothing is to be mended. */
  readonly repair: string | null;
  readonly evidence: readonly EvidenceFile[];
}

export interface ReportedHost {
  readonly host: string;
  readonly port: number;
  readonly verdict: HostVerdict;
  /** One sentence. */
  readonly because: string;
  /** The different TLS stacks that spoke to it (JA4), and what each let through: a second HTTP stack shows here. */
  readonly stacks: readonly { readonly ja4: string; readonly held: number; readonly read: number }[];
  readonly cells: readonly Cell[];
}

export interface ReportedScenario {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly attack: string;
  readonly must: string;
  readonly why: string;
  readonly repair: string;
  readonly standards: readonly string[];
  /** Whether a host that was read in it is simply not pinned: all else that was read of it may follow from that. */
  readonly isDecisive: boolean;
}

export interface Coverage {
  /** Where the list of hosts comes from: files, a bundle, names given. Empty: nothing to compare with. */
  readonly sources: readonly string[];
  /** Expected, and never seen: "your test did not exercise this". */
  readonly neverSeen: readonly string[];
  /** Seen, and pinned by no source. */
  readonly unlisted: readonly string[];
}

/** The report, whose JSON is this. `format` and `version` change with its shape. */
export interface Report {
  readonly format: 'livepin-lab-report';
  readonly version: 1;
  /** Seconds since 1970. */
  readonly madeAt: number;
  readonly livepin: string;
  readonly subject: {
    readonly name: string;
    readonly build: readonly { readonly path: string; readonly sha256: string }[];
  };
  /** How the app was brought behind the lab. */
  readonly mode: 'proxy' | 'transparent' | 'device' | 'upstream';
  /** Whether anything shows that the app would trust the lab's CA, and what. */
  readonly trust: { readonly isShown: boolean; readonly because: string };
  /** How often each scenario was to be tried. */
  readonly tries: number;
  /** How long all runs took. */
  readonly seconds: number;
  /** It was ended early (Ctrl-C): what is missing was not tried. */
  readonly isPartial: boolean;
  readonly scenarios: readonly ReportedScenario[];
  readonly hosts: readonly ReportedHost[];
  readonly coverage: Coverage;
  readonly controls: readonly { readonly run: number; readonly ok: boolean; readonly because: string }[];
  /** Every connection, in order of arrival. */
  readonly timeline: readonly {
    /** Milliseconds since 1970. */
    readonly at: number;
    readonly run: number;
    readonly scenario: string | null;
    readonly host: string;
    readonly reach: Reach;
    readonly isAttack: boolean;
  }[];
  /** What bodies and keys the files beside it hold. */
  readonly disclosure: 'redacted' | 'unredacted';
  readonly warnings: readonly string[];
}
