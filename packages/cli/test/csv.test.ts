import { expect, test } from 'vitest';
import { formatCsv } from '../src/csv.ts';

test('cells are as RFC 4180 has them', () => {
  expect(
    formatCsv([
      ['a', 'b'],
      ['1,2', 'say "x"'],
      [null, -3],
    ]),
  ).toBe('a,b\r\n"1,2","say ""x"""\r\n,-3\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1+1', '\t=1+1', '\r\n=1+1', '＝1+1'])(
  '%j is no formula to a spreadsheet',
  (text) => {
    const [cell] = formatCsv([[text]]).split('\r\n');
    expect(cell).toMatch(/^"?'/);
  },
);

test('a pin stays as it is, whatever it begins with', () => {
  const pin = `+${'A'.repeat(42)}=`;
  expect(formatCsv([[{ exact: pin }]])).toBe(`${pin}\r\n`);
});

test('nothing in a cell ends the row or moves a cursor', () => {
  const csv = formatCsv([['CN=a\r\nb\u001b[2J\u202e', 'c']]);
  expect(csv.slice(0, -2)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  expect(csv.split('\r\n')).toHaveLength(2);
});
