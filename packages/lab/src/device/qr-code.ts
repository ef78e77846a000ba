import { encode } from 'uqr';

/** Light modules around the code. The standard (ISO/IEC 18004) wants four; phones read it with two, and terminals are low. */
const border = 2;

/** A QR code as rows, top first; true is dark. */
export function qrRows(text: string): readonly (readonly boolean[])[] {
  return encode(text, { ecc: 'L', border }).data;
}

/**
 * The same in half blocks, two rows a line. Only right where dark is dark: `paint` says black on white to a terminal, since
 * some readers do not take an inverted code.
 */
export function qrLines(text: string, paint: (line: string) => string = (line) => line): string[] {
  const rows = qrRows(text);
  const lines: string[] = [];
  for (let y = 0; y < rows.length; y += 2) {
    const upper = rows[y]!;
    // An odd last row has light below it.
    const lower = rows[y + 1] ?? [];
    lines.push(paint(upper.map((dark, x) => blocks[Number(dark)]![Number(lower[x] ?? false)]!).join('')));
  }
  return lines;
}

const blocks = [
  [' ', '▄'],
  ['▀', '█'],
];

/** As the path of an SVG picture, a square of `size` units. */
export function qrPath(text: string): { readonly size: number; readonly path: string } {
  const rows = qrRows(text);
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return { size: rows.length, path };
}
