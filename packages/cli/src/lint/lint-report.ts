import type { Host } from '@livepin/core';
import type { SourceFile } from '@livepin/formats';
import type { Finding, Rule, Severity } from '@livepin/formats/lint';
import { programName } from '../program-name.ts';
import { shownPath } from '../project/read-project.ts';
import { type LinePlace, Lines } from './line-places.ts';

/** What a run found, before it is written in one of four forms. */
export interface LintReport {
  /** In order of path and place. */
  readonly findings: readonly Located[];
  /** Comments in the files say that these are known. */
  readonly suppressed: readonly { readonly located: Located; readonly reason: string }[];
  /** The baseline has them. */
  readonly known: readonly Located[];
  /** How many entries of the baseline nothing matches any more. */
  readonly gone: number;
  /** How many findings were repaired. */
  readonly repaired: number;
  /** How many files were read. */
  readonly files: number;
  readonly asked: readonly Host[];
  /** What could not be looked at, and is no fault of the project. */
  readonly notes: readonly string[];
  /** From here on findings fail a run; null: none does. */
  readonly failOn: Severity | null;
}

/** A finding with all that readers of a report want to know of it. */
export interface Located {
  readonly finding: Finding;
  /** Absent for an id that no rule explains. */
  readonly rule: Rule | null;
  /** As it is called from here. */
  readonly path: string;
  /** Null where it is about a whole file, or a binary one. */
  readonly place: LinePlace | null;
  /** The first line of it. */
  readonly excerpt: string | null;
  readonly fingerprint: string;
}

export class Locator {
  readonly #base: string;
  readonly #files: ReadonlyMap<string, SourceFile>;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #lines = new Map<string, Lines>();

  constructor(base: string, files: readonly SourceFile[], rules: readonly Rule[]) {
    this.#base = base;
    this.#files = new Map(files.map((file) => [file.path, file]));
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
  }

  locate(finding: Finding, fingerprint: string): Located {
    const lines = this.linesOf(finding.path);
    const place = lines?.placeOf(finding.span) ?? null;
    return {
      finding,
      rule: this.#rules.get(finding.rule) ?? null,
      path: shownPath(this.#base, finding.path),
      place,
      excerpt: place && lines ? lines.textOf(place.line) : null,
      fingerprint,
    };
  }

  /** Null for a file that was not read, is empty, or is binary. */
  linesOf(path: string): Lines | null {
    const text = this.#files.get(path)?.text;
    if (!text) return null;
    const lines = this.#lines.get(path) ?? new Lines(text);
    this.#lines.set(path, lines);
    return lines;
  }
}

const ranks: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

/** Whether a finding fails a run. */
export function fails({ severity }: Finding, failOn: Severity | null): boolean {
  return failOn !== null && ranks[severity] >= ranks[failOn];
}

export function countOf({ findings }: LintReport, severity: Severity): number {
  return findings.filter(({ finding }) => finding.severity === severity).length;
}

/** "3 errors": with an s where there are not exactly one. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** The command line that prints the page of a rule: the one address of it that everybody has who reads a finding. */
export function commandFor(rule: string): string {
  return `${programName} lint --explain ${rule}`;
}
