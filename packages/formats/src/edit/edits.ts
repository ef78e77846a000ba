import type { Span } from '../read-config.ts';

/** What takes the place of a span of a text; nothing is removed where the span is empty. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** @param edits in any order; of those at one place, the first comes first. @throws {RangeError} two overlap */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = '';
  let at = 0;
  for (const { span, text: written } of sorted) {
    if (span.start < at) throw new RangeError(`Two edits overlap at ${span.start}.`);
    result += text.slice(at, span.start) + written;
    at = span.end;
  }
  return result + text.slice(at);
}
