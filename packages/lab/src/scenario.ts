import type { Certificate } from '@livepin/tls';
import type { ClientHello, Connection } from './connection.ts';
import type { Move } from './treatment.ts';

/** What a connection is known by before it is treated. */
export interface Arrival {
  readonly transport: Connection['transport'];
  readonly via: Connection['via'];
  /** Null where nothing names it. */
  readonly host: string | null;
  readonly port: number;
  readonly hello: ClientHello | null;
  /** Whether it is to be attacked in this run; where not, a scenario lets it through. */
  readonly isTarget: boolean;
  /** The host is one from which the app gets its pins (`--channel`, or seen to serve Livepin documents). */
  readonly isChannel: boolean;
  /** What the lab saw of this host in this run, in order of arrival: connections that have ended. */
  readonly earlier: readonly Connection[];
  /** Connections to this host in this run before this one, ended or not. */
  readonly ordinal: number;
  /** The app was told in this run to change its pins to others than the genuine server's, and says that it has. */
  readonly arePinsChanged: boolean;
}

/** What a run is made with, beside the arrival. */
export interface Situation {
  /** All hosts (with ports) that the control runs saw, the targets among them. */
  readonly hosts: readonly KnownHost[];
  /** `genuine`: the app must work although this part is attacked; `attacked`: it must refuse. Most scenarios have the latter alone. */
  readonly pass: Pass;
  /** From 0. */
  readonly attempt: number;
  /** Whether the tester gave the key of this host's genuine server. */
  readonly hasGenuineKey: boolean;
  /** Documents for the attacks on a pin-update channel: as they are to be delivered instead. */
  readonly channelDocuments: ChannelDocuments;
}

export interface KnownHost {
  readonly host: string;
  readonly port: number;
  /** The leaf that its genuine server shows; null where that is not known. */
  readonly certificate: Certificate | null;
  /**
   * The leaf that the same server shows to who names another host in the handshake (SNI), by that name: one server can stand
   * for many hosts. Names for which it was not asked, or showed none, are absent.
   */
  readonly shownTo?: ReadonlyMap<string, Certificate>;
}

export interface ChannelDocuments {
  /** An older one that was genuine once; null where none was given. */
  readonly replayed: Uint8Array | null;
  /** One signed by somebody else, or for another app; null where none could be made. */
  readonly foreign: Uint8Array | null;
}

export type Pass = 'attacked' | 'genuine';

/** What must be there for a scenario to say anything. */
export type Need =
  /** A CA that the device trusts. */
  | 'trusted-ca'
  /** A pin-update channel that is known. */
  | 'channel'
  /** An older document of the channel (`--replay`). */
  | 'replayed-document'
  | 'foreign-document'
  /** UDP that the lab can see: redirection, or the place of the server. */
  | 'datagrams'
  /** The key of the genuine server. */
  | 'genuine-key'
  /** The app can be told to change its pins between two connections. */
  | 'pin-change'
  /** Two hosts at least. */
  | 'second-host';

export interface Scenario {
  /** Kebab-case, the file's name; never changes. */
  readonly id: string;
  /** For the head of a column. At most 24 characters. */
  readonly title: string;
  readonly group: 'certificates' | 'downgrades' | 'sessions' | 'pin updates' | 'other ways out';
  /** What the attacker does. One sentence. */
  readonly attack: string;
  /** What an app must do. One sentence. */
  readonly must: string;
  /** Why: what an attacker gets otherwise, and who can do it. */
  readonly why: string;
  /** How to mend an app that fails, in general; one or two sentences. */
  readonly repair: string;
  /** MASVS-NETWORK-1 or -2, MASTG-TEST-0242 …: as OWASP names them. */
  readonly standards: readonly string[];
  readonly needs: readonly Need[];
  /**
   * What there must be in an app for this attack to have anything to work on, as the lack of it, after "It": "spoke no plain
   * HTTP". An app that reached its host without has held. Null: every connection over TLS can be attacked.
   */
  readonly gaveNoOpening: string | null;
  /** CAs of the lab that are in the device's trust store while it runs. */
  readonly deviceTrusts: readonly ('user-ca' | 'public-ca')[];
  /** Whether an app that lets its data be read here is simply not pinned (`decisive`), or pinned and leaking. */
  readonly isDecisive: boolean;
  readonly passes: readonly [Pass, ...Pass[]];
  treat(arrival: Arrival, situation: Situation): Move;
}
