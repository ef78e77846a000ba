import { InvalidArgumentError } from 'commander';

/** One argument or option of a command: how it is written, what it is for, and the type of its value. */
export interface Sketch<T> {
  /** As commander writes it: `<bundle>`, `[file...]`, `--connect <address:port>`. */
  readonly flags: string;
  /** What it is for, in the words of the help text. */
  readonly says: string;
  readonly choices?: readonly string[];
  /** The value where none is given, as text. */
  readonly fallback?: string;
  /** The environment variable that is read where the option is not given. */
  readonly environment?: string;
  readonly isNeeded?: boolean;
  readonly repeats?: boolean;
  /** Reads one text. @throws {LivepinError} what the reader throws */
  readonly parse?: (text: string) => unknown;
  /** From what was given (undefined where nothing was) to the value. */
  readonly value: (given: unknown) => T;
}

export type Sketches = Readonly<Record<string, Sketch<unknown>>>;
export type ValuesOf<S extends Sketches> = { readonly [K in keyof S]: S[K] extends Sketch<infer T> ? T : never };

type More = Pick<Sketch<unknown>, 'choices' | 'environment'>;

/** A text that may be absent. */
export function text(flags: string, says: string, more: More = {}): Sketch<string | undefined> {
  return { flags, says, ...more, value: (given) => given as string | undefined };
}

/** A text that must be there. */
export function neededText(flags: string, says: string, more: More = {}): Sketch<string> {
  return { flags, says, ...more, isNeeded: true, value: (given) => given as string };
}

/** A text with a value of its own where none is given. */
export function textOr(flags: string, says: string, fallback: string, more: More = {}): Sketch<string> {
  return { flags, says, fallback, ...more, value: (given) => given as string };
}

/** Any number of texts: an argument with dots, or an option that may be given several times. */
export function texts(flags: string, says: string, more: More = {}): Sketch<readonly string[]> {
  return { flags, says, ...more, repeats: true, value: (given) => (given ?? []) as readonly string[] };
}

/** As `texts`, and one at least must be there. */
export function neededTexts(flags: string, says: string, more: More = {}): Sketch<readonly string[]> {
  return { ...texts(flags, says, more), isNeeded: true };
}

export function flag(flags: string, says: string): Sketch<boolean> {
  return { flags, says, value: (given) => given === true };
}

/** An option that is written `--no-x`: true where it is given. */
export function negatedFlag(flags: string, says: string): Sketch<boolean> {
  return { flags, says, value: (given) => given === false };
}

/** What `parse` makes of the text, or undefined. */
export function parsed<T>(flags: string, says: string, parse: (text: string) => T): Sketch<T | undefined> {
  return { flags, says, parse, value: (given) => given as T | undefined };
}

/** What `parse` makes of the text, or of `fallback` where none is given. */
export function parsedOr<T>(
  flags: string,
  says: string,
  fallback: string,
  parse: (text: string) => T,
  more: More = {},
): Sketch<T> {
  return {
    flags,
    says,
    fallback,
    parse,
    ...more,
    value: (given) => (given === fallback ? parse(fallback) : (given as T)),
  };
}

/** A whole number within bounds that must be there. */
export function neededNumber(flags: string, says: string, bounds: [number, number]): Sketch<number> {
  return { ...wholeNumber(flags, says, bounds), isNeeded: true, value: (given) => given as number };
}

/** A whole number within bounds. */
export function wholeNumber(flags: string, says: string, [min, max]: [number, number]): Sketch<number | undefined> {
  return parsed(flags, says, (given) => {
    const number = Number(given);
    if (/^\d+$/.test(given) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  });
}
