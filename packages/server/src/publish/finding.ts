import type { ErrorCode, Host } from '@livepin/core';

export type PublishCode = Extract<ErrorCode, `LP_PUBLISH_${string}`>;

/** Something that whoever publishes should know. */
export interface Finding {
  readonly code: PublishCode;
  /** Null where the app as a whole is meant. */
  readonly host: Host | null;
  readonly sentence: string;
  /** Whether it stands in the way until it is allowed; else it is told and goes into the history. */
  readonly refuses: boolean;
  /** Whether whoever publishes may allow it by its code. */
  readonly canAllow: boolean;
}

export function refusing(code: PublishCode, host: Host | null, sentence: string): Finding {
  return { code, host, sentence, refuses: true, canAllow: true };
}

export function telling(code: PublishCode, host: Host | null, sentence: string): Finding {
  return { code, host, sentence, refuses: false, canAllow: true };
}

/** No word helps against it: there is nothing that could be published. */
export function forbidding(code: PublishCode, sentence: string): Finding {
  return { code, host: null, sentence, refuses: true, canAllow: false };
}

export type Verdict =
  | { readonly kind: 'publish'; readonly overrides: readonly PublishCode[] }
  | { readonly kind: 'refused' };

/** @returns as `overrides` only what stood in the way: a word given to be on the safe side is not held against anyone. */
export function decide(findings: readonly Finding[], allow: ReadonlySet<string>): Verdict {
  const inTheWay = findings.filter(({ refuses }) => refuses);
  if (inTheWay.some(({ code, canAllow }) => !canAllow || !allow.has(code))) return { kind: 'refused' };
  return { kind: 'publish', overrides: [...new Set(inTheWay.map(({ code }) => code))] };
}
