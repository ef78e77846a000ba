import type { Sketches, ValuesOf } from './sketch.ts';
import type { Style } from './style.ts';

/** What a command found. Printed once, in one of two forms. */
export interface Result {
  /** What `--json` prints. */
  readonly json: object;
  /** What people read, line by line: a line feed within one is shown as what it is. */
  readonly lines: (style: Style) => readonly string[];
  /** A negative verdict: exit status 1. */
  readonly isNegative?: boolean;
  /** Something could not be reached, and the rest is an answer: exit status 3, where the verdict is not negative. */
  readonly isIncomplete?: boolean;
}

/** How a command that goes on for a while tells what happens. */
export interface Console {
  readonly isJson: boolean;
  /** A line on standard output, for people. */
  line(text: string): void;
  /** A line on standard error: a remark that is no result. */
  note(text: string): void;
  /** A document on standard output for another program, as it is. */
  document(text: string): void;
}

/** A command as the program sees it: its types are checked where it is defined. */
export interface Command {
  readonly kind: 'command';
  readonly name: string;
  readonly summary: string;
  /** What the summary leaves open, for the help text. */
  readonly details?: string;
  readonly arguments: Sketches;
  readonly options: Sketches;
  /** Whole command lines. */
  readonly examples: readonly string[];
  /** What exit status 1 means here, where it can happen. */
  readonly negative?: string;
  /** @param given by the keys of `arguments` and `options`: what commander read */
  invoke(given: Readonly<Record<string, unknown>>, console: Console): Promise<Result | null>;
}

/** Commands below one word: `livepin root init`. */
export interface Group {
  readonly kind: 'group';
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Command[];
}

interface Definition<A extends Sketches, O extends Sketches> {
  readonly name: string;
  readonly summary: string;
  readonly details?: string;
  readonly arguments?: A;
  readonly options?: O;
  readonly examples: readonly [string, ...string[]];
  readonly negative?: string;
  /** @returns null where everything has been said already */
  run(values: ValuesOf<A> & ValuesOf<O>, console: Console): Promise<Result | null>;
}

export function defineCommand<A extends Sketches = Record<never, never>, O extends Sketches = Record<never, never>>(
  definition: Definition<A, O>,
): Command {
  const { run, ...rest } = definition;
  const sketches: Sketches = { ...definition.arguments, ...definition.options };
  return {
    arguments: {},
    options: {},
    ...rest,
    kind: 'command',
    invoke(given, console) {
      const values = Object.entries(sketches).map(([key, sketch]) => [key, sketch.value(given[key])]);
      return run(Object.fromEntries(values) as ValuesOf<A> & ValuesOf<O>, console);
    },
  };
}

export function defineGroup(definition: Omit<Group, 'kind'>): Group {
  return { kind: 'group', ...definition };
}
