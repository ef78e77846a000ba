import type { ReadProblem, Span } from '../read-config.ts';

/**
 * Pins that stand in comments only: somebody switched pinning off. Old pins beside those in force say nothing.
 * @param pattern what pins look like where they are in force
 */
export function commentedOut(
  comments: readonly { readonly value: string; readonly span: Span }[],
  pattern: RegExp,
  entries: readonly { readonly pins: readonly unknown[] }[],
): ReadProblem[] {
  if (entries.some((entry) => entry.pins.length > 0)) return [];
  return comments
    .filter(({ value }) => pattern.test(value))
    .map(({ span }) => ({
      rule: 'pinning-commented-out',
      sentence: 'The only pins of this file stand in a comment: nothing is pinned.',
      span,
    }));
}
