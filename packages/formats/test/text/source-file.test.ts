import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeAs, sourceFileOf } from '../../src/text/source-file.ts';

const text = '<a>ä € 😀</a>\r\n';

test.each([
  ['UTF-8', [], 'utf8'],
  ['UTF-8 with its mark', [0xef, 0xbb, 0xbf], 'utf8'],
  ['UTF-16, little end first', [0xff, 0xfe], 'utf16le'],
] as const)('%s is read without its mark, and written back with it', (_, mark, encoding) => {
  const bytes = Uint8Array.of(...mark, ...Buffer.from(text, encoding));
  const file = sourceFileOf('a.xml', bytes);
  expect(file.text).toBe(text);
  expect(encodeAs(file, text)).toEqual(bytes);
});

test('UTF-16, big end first, is read and written back', () => {
  const bytes = Uint8Array.of(0xfe, 0xff, ...Buffer.from(text, 'utf16le').swap16());
  const file = sourceFileOf('a.xml', bytes);
  expect(file.text).toBe(text);
  expect(encodeAs(file, text)).toEqual(bytes);
});

test('what is no UTF-8 is taken for Latin-1', () => {
  expect(sourceFileOf('a.xml', Uint8Array.of(0x61, 0xe4)).text).toBe('aä');
});

test('what Latin-1 does not have becomes no other sign, least of all the end of a line', () => {
  const file = sourceFileOf('a.xml', Uint8Array.of(0xe4));
  expect(encodeAs(file, 'ä\u010a\u0127€😀')).toEqual(Uint8Array.of(0xe4, 0x3f, 0x3f, 0x3f, 0x3f));
});

test('what has a zero byte is no text', () => {
  expect(sourceFileOf('a', Uint8Array.of(0x61, 0, 0x62)).text).toBeNull();
});

test('any text that is read is written back byte for byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const file = sourceFileOf('a', bytes);
      // Half a unit of UTF-16 at the end is no text.
      const isWhole = bytes.length % 2 === 0 || !(bytes[0] === 0xff || bytes[0] === 0xfe);
      if (file.text !== null && isWhole) expect(encodeAs(file, file.text)).toEqual(bytes);
    }),
    {
      numRuns: 1000,
      examples: [[Uint8Array.of(0xff, 0xfe, 0, 0xd8)], [Uint8Array.of(0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf)]],
    },
  );
});
