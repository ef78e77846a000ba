import type { Host, Pin } from '@livepin/core';
import type { ReadConfig, SourceFile, Span } from '../read-config.ts';
import type { Family } from './forms.ts';
import type { StandardId } from './standards.ts';

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
  /** The forms that it looks at. */
  readonly forms: 'all' | readonly Family[];
  /** What it means for the user of the app, and why, in one or two sentences. */
  readonly meaning: string;
  /** What to do about it. */
  readonly repair: string;
  readonly standards: readonly StandardId[];
  readonly bad: BadExample;
  readonly good: Example;
  /** What `--fix` does, in a sentence. Absent where nothing is safe to do unasked. */
  readonly fixes?: string;
  /** Absent where readers find it themselves, as a problem under this id. */
  readonly check?: (project: Project, world: World) => readonly Found[];
}

/** A small project. */
export interface Example {
  readonly files: Readonly<Record<string, string>>;
  readonly ownHosts?: readonly string[];
  /** For rules of the world. */
  readonly world?: Partial<World>;
}

export interface BadExample extends Example {
  /** What each finding of the rule points at begins so, in order. */
  readonly at: readonly string[];
}

/** What a check says: the rule's name and its usual severity are added to it. */
export interface Found {
  readonly path: string;
  readonly span: Span;
  /** What is wrong here, in one sentence with the names of this file. */
  readonly sentence: string;
  readonly severity?: Severity;
  /** What repairs it, where that is safe to do unasked. */
  readonly fix?: readonly Edit[];
}

export interface Finding extends Found {
  readonly rule: string;
  readonly severity: Severity;
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
  /** One for each target that is in the file; none for a manifest, a build file, or a program that only makes connections. */
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
