import type { TextEdit } from './edit/edits.ts';
import type { PinPlan } from './plan.ts';
import type { ReadConfig, SourceFile, Span } from './read-config.ts';

/** A form of static pins: one file below `targets/`, and one line in the list of them. */
export interface Target {
  /** As on the command line: "android-nsc". */
  readonly id: string;
  /** "Android Network Security Config" */
  readonly title: string;
  generate(plan: PinPlan): Generated;
  /** Absent where the form cannot be read back. */
  readonly reader?: Reader;
  /** Absent where a file of this form cannot be given other pins in place. */
  readonly rewriter?: Rewriter;
}

/** A form that is read, for those who leave it, and never written. */
export interface ReadOnlyForm {
  readonly id: string;
  readonly title: string;
  readonly reader: Reader;
  readonly rewriter?: Rewriter;
}

export interface Generated {
  /** Paths are those within a project that the platform's own documentation uses. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** What is to be done beside putting the files there, one sentence each. */
  readonly steps: readonly string[];
  /** What the plan says and this form cannot, one sentence each: never dropped in silence. */
  readonly losses: readonly Loss[];
}

/** @property rule the lint rule or code that the loss is explained under, such as "expiry-lost" */
export interface Loss {
  readonly rule: string;
  readonly sentence: string;
}

export interface Reader {
  /** Judged by the name and the first bytes: cheap, and right for every file that a project would hold in this form. */
  recognizes(file: SourceFile): boolean;
  /** Never throws for what stands in the file: what cannot be read becomes a problem with its place. */
  read(file: SourceFile): ReadConfig;
}

export interface Rewriter {
  /**
   * Gives the hosts that both the file and the plan name the pins and the date of the plan, and changes nothing else. Hosts
   * that one of them does not name stay as they are.
   */
  rewrite(file: SourceFile, plan: PinPlan): Rewritten;
}

export interface Rewritten {
  readonly change: FileChange;
  /** What the plan asks for and could not be changed here. */
  readonly left: readonly LeftAsIs[];
}

/** `whole`: a binary form, which has no places to edit. */
export type FileChange =
  | { readonly kind: 'none' }
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'whole'; readonly bytes: Uint8Array };

/** @property sentence why it was left, with the name of the host */
export interface LeftAsIs {
  readonly sentence: string;
  readonly span: Span;
  /** It could be changed if it were known which key is which. */
  readonly needsRoles?: true;
}
