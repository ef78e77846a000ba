/** Text of ours, such as a pin: nothing in it can be a formula, and it must stay as it is. */
export interface Exact {
  readonly exact: string;
}

export type Cell = string | number | null | Exact;

/**
 * CSV as RFC 4180 has it. A text that a spreadsheet would take for a formula begins with an apostrophe: subjects of
 * certificates are written by others. Control characters, which have no place in a table, become spaces.
 */
export function formatCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('');
}

function formatCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'object') return cell.exact;
  const text = cell.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, ' ');
  const harmless = /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20]/.test(text) ? `'${text}` : text;
  return /^[\w .:/()'-]*$/.test(harmless) ? harmless : `"${harmless.replaceAll('"', '""')}"`;
}
