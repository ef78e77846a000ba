import { styleText } from 'node:util';

/** Emphasis for people. Plain where standard output is no terminal, or NO_COLOR is set. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  warning(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

export const style: Style = {
  good: (text) => styleText('green', text, { stream: process.stdout }),
  bad: (text) => styleText('red', text, { stream: process.stdout }),
  warning: (text) => styleText('yellow', text, { stream: process.stdout }),
  strong: (text) => styleText('bold', text, { stream: process.stdout }),
  faint: (text) => styleText('dim', text, { stream: process.stdout }),
};

/** Rows as lines whose columns begin below each other. The last column is not padded. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index]!))
      .join('  ')
      .trimEnd(),
  );
}

/** Seconds since 1970 as a date for people: "2026-01-31 12:00 UTC". */
export function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/^(.+)T(.+):\d\d\.\d+Z$/, '$1 $2 UTC');
}
