import type { PinPlan } from './plan.ts';
import type { ReadConfig, SourceFile } from './read-config.ts';

/** A form of static pins: one file below `targets/`, and one line in the list of them. */
export interface Target {
  /** As on the command line: "android-nsc". */
  readonly id: string;
  /** "Android Network Security Config" */
  readonly title: string;
  generate(plan: PinPlan): Generated;
  /** Absent where the form cannot be read back. */
  readonly reader?: Reader;
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
