import type { Address } from '../engine/genuine-servers.ts';
import type { TesterChain } from '../forge/genuine-chain.ts';
import type { Canary } from '../leaks/canary.ts';
import type { Report } from '../report/report.ts';
import type { ChannelDocuments } from '../scenario.ts';
import type { ExpectedHost } from '../verdict/coverage.ts';
import type { Listener } from './progress.ts';

/** What a tester can ask of a lab. */
export interface LabOptions {
  /** Ids of scenarios; by default all. */
  readonly scenarios?: readonly string[];
  /** How often each is tried; by default three times. */
  readonly tries?: number;
  /** Runs at a time; by default one, since an app may not bear a second of itself. */
  readonly jobs?: number;
  /** For each run; by default 60,000. */
  readonly timeoutMilliseconds?: number;
  /** `proxy`: variables say where it is. `transparent`: connections are redirected in a network namespace (Linux). */
  readonly mode?: 'proxy' | 'transparent';
  /** PEM: CAs of the genuine servers, beside those of this system. */
  readonly ca?: string;
  /** Where the genuine server of a host is; by default where its name leads. */
  readonly resolve?: (host: string, port: number) => Address | Promise<Address>;
  /** Hosts that are said to be pinned, or that the test is to reach. */
  readonly expected?: readonly ExpectedHost[];
  /** Hosts from which the app gets its pins. */
  readonly channels?: readonly string[];
  /** What is delivered in place of the channel's documents. */
  readonly channelDocuments?: Partial<ChannelDocuments>;
  readonly canaries?: readonly Canary[];
  /** The chain and the key of a genuine server. */
  readonly tester?: TesterChain;
  /** Where the report will be: captures and key logs are written below it. By default none are. */
  readonly reportFolder?: string;
  /** What reports and captures hold of what was read; by default it is redacted. */
  readonly disclosure?: Report['disclosure'];
  /** Livepin's version, for the head of the report. */
  readonly livepin?: string;
  readonly onEvent?: Listener;
  /** Ends the lab early: the report is of what was tried so far. */
  readonly signal?: AbortSignal;
}
