import type { ErrorCode } from './codes.ts';

export type { ErrorCode };

const brand = Symbol.for('livepin.error');

/**
 * The one family of errors. `code` is for programs and never changes; the message says what happened, to which host,
 * app or file, and holds no secret, since it ends up in logs. What to do about it: `remedyOf(error.code)` from
 * `@livepin/core/remedies`, which is apart so that an app need not carry the table.
 */
export class LivepinError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly [brand] = true;

  constructor(code: C, sentence: string, options?: { cause?: unknown }) {
    super(sentence, options);
    this.name = 'LivepinError';
    this.code = code;
  }

  // An app can hold two copies of this package (one nested); each must know the other's errors.
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value;
  }
}

/** A refusal: an expected outcome, so a value. `code` and `sentence` are those of the error that it stands for. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: ErrorCode;
  readonly sentence: string;
}

export function refusal(code: ErrorCode, sentence: string): Refusal {
  return { kind: 'refused', code, sentence };
}

/** Turns a parser's own error into the refusal that it means; any other error is a fault and goes on. */
export function refusalFrom(error: unknown): Refusal {
  if (error instanceof LivepinError) return refusal(error.code, error.message);
  throw error;
}
