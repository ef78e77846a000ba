import type { Host, Pin } from '@livepin/core';
import type { ReadConfig, SourceFile, Span } from '../read-config.ts';

/** error: breaks the app, pins nothing where pinning was meant, or lets an attacker in; warning: a likely outage or hole. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * One thing that can be wrong. The examples are its tests, and stand on its page (docs/rules/ID.md), which is made from this:
 * `bad` must give the finding, `good` must not.
 */
export interface Rule {
  /** "no-backup-pin" */
  readonly id: string;
  /** In a few words: "No backup pin". */
  readonly title: string;
  /** Of most findings; a finding can carry its own. */
  readonly severity: Severity;
  /** `file`: seen in one file alone; `project`: in several; `world`: only beside what is served or published now. */
  readonly scope: 'file' | 'project' | 'world';
  /** What it means for the user of the app, and why, in one or two sentences. */
  readonly meaning: string;
  /** What to do about it. */
  readonly repair: string;
  /** Names of the table of standards: "MASVS-NETWORK-2", "CWE-295". */
  readonly standards: readonly string[];
  readonly bad: Example;
  readonly good: Example;
  /** Absent where readers find it themselves, as a problem under this id. */
  readonly check?: (project: Project, world: World) => readonly Finding[];
}

/** A small project. */
export interface Example {
  readonly files: Readonly<Record<string, string>>;
  /** For rules of the world. */
  readonly world?: Partial<World>;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: string;
  readonly span: Span;
  /** What is wrong here, in one sentence with the names of this file. */
  readonly sentence: string;
  /** What repairs it, where that is safe to do unasked. */
  readonly fix?: readonly Edit[];
}

export interface Edit {
  readonly path: string;
  readonly span: Span;
  readonly text: string;
}

/** All files of a project that say something about pins or trust, read once. */
export interface Project {
  readonly files: readonly ProjectFile[];
  /** Hosts that the owner says are his own; empty where nobody said. */
  readonly ownHosts: readonly Host[];
}

export interface ProjectFile {
  readonly file: SourceFile;
  /** One for each target that is in the file. */
  readonly configs: readonly ReadConfig[];
}

export interface World {
  /** Seconds since 1970. */
  readonly now: number;
  /** What servers showed; a host that was not asked or did not answer is absent. */
  readonly served: ReadonlyMap<Host, Served>;
  /** The newest bundle of the app, where a service was named. */
  readonly bundle: { readonly hosts: ReadonlyMap<Host, PublishedHost> } | null;
}

export interface Served {
  /** Of every verified path: leaf first. */
  readonly paths: readonly (readonly ServedKey[])[];
}

export interface ServedKey {
  readonly pin: Pin;
  readonly subject: string;
  readonly issuer: string;
  /** SHA-256 of the whole certificate, base64. */
  readonly certificateHash: string;
  /** "RSA-2048", "P-256" */
  readonly keyType: string;
  readonly notAfter: number;
}

export interface PublishedHost {
  readonly subdomains: boolean;
  readonly pins: readonly Pin[];
}
