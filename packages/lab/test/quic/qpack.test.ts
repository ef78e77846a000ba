import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHuffman } from '../../src/quic/huffman.ts';
import { decodeFields, encodeFields } from '../../src/quic/qpack.ts';
import { ProtocolFault } from '../../src/tls13/protocol-fault.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

// RFC 7541 appendix C.4 and C.6.
test.each([
  ['f1e3c2e5f23a6ba0ab90f4ff', 'www.example.com'],
  ['a8eb10649cbf', 'no-cache'],
  ['25a849e95ba97d7f', 'custom-key'],
  ['25a849e95bb8e8b4bf', 'custom-value'],
  ['d07abe941054d444a8200595040b8166e082a62d1bff', 'Mon, 21 Oct 2013 20:13:21 GMT'],
  [
    '94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007',
    'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
  ],
])('%s is %s', (coded, text) => {
  expect(Buffer.from(decodeHuffman(bytes(coded))).toString()).toBe(text);
});

test.each([
  { says: 'a filling of zeros', coded: 'f1e3c2e5f23a6ba0ab90f400' },
  { says: 'a filling of a whole byte', coded: 'f1e3c2e5f23a6ba0ab90f4ffff' },
  { says: 'the end of a string', coded: 'ffffffff' },
])('$says is refused', ({ coded }) => {
  expect(() => decodeHuffman(bytes(coded))).toThrow(ProtocolFault);
});

// The first is RFC 9204 appendix B.1.
test.each([
  { section: '0000 510b 2f69 6e64 6578 2e68 746d 6c', fields: [[':path', '/index.html']] },
  {
    section: '0000 d1 d7 c1',
    fields: [
      [':method', 'GET'],
      [':scheme', 'https'],
      [':path', '/'],
    ],
  },
  { section: '0000 5f1d 03 312e30', fields: [['content-type', '1.0']] },
  { section: '0000 2f01 25a849e95ba97d7f 03 616263', fields: [['custom-key', 'abc']] },
])('the field section $section is read', ({ section, fields }) => {
  expect(decodeFields(bytes(section))).toEqual(fields);
});

test.each([
  { says: 'a field section that counts on the dynamic table', section: '0281 10' },
  { says: 'an entry of the dynamic table', section: '0000 80' },
  { says: 'a name of the dynamic table', section: '0000 40 00' },
  { says: 'an entry that is not there', section: '0000 ff 24' },
  { says: 'a number without end', section: '0000 ff ffffffffffffffffffff00' },
  { says: 'a string longer than the section', section: '0000 51 7f 61' },
  { says: 'half a prefix', section: '00' },
])('$says is refused', ({ section }) => {
  expect(() => decodeFields(bytes(section))).toThrow(ProtocolFault);
});

test('what is written is read', () => {
  const name = fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz-') });
  const value = fc.string({
    maxLength: 100,
    unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 20 }), (fields) => {
      expect(decodeFields(encodeFields(fields))).toEqual(fields);
    }),
  );
});

test('whatever bytes come, they are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (section) => {
      try {
        decodeFields(section);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolFault);
      }
    }),
    { numRuns: 3000 },
  );
});
