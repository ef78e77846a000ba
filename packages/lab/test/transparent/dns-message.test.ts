import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DnsQuery,
  dnsCode,
  dnsType,
  readQuery,
  writeAnswer,
  writeName,
} from '../../src/transparent/dns-message.ts';

interface Sketch {
  readonly flags?: number;
  readonly counts?: readonly [number, number, number, number];
  readonly question?: readonly number[];
  readonly more?: readonly number[];
}

const name = [3, 0x61, 0x50, 0x69, 7, ...Buffer.from('example'), 0]; // aPi.example
const inA = [0, 1, 0, 1];
const edns = [0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0]; // takes 4096

function message({ flags = 0x0100, counts = [1, 0, 0, 0], question = [...name, ...inA], more = [] }: Sketch = {}) {
  const numbers = [0x1234, flags, ...counts].flatMap((number) => [number >> 8, number & 0xff]);
  return Uint8Array.from([...numbers, ...question, ...more]);
}

function queryOf(bytes: Uint8Array): DnsQuery {
  const read = readQuery(bytes);
  if (read.kind !== 'query') throw new Error(`It was taken for ${read.kind}.`);
  return read.query;
}

const codeOf = (answer: Uint8Array) => answer[3]! & 0xf;

describe('a query', () => {
  test('is read, its name in lower case, its question as it stands', () => {
    expect(queryOf(message())).toEqual({
      id: 0x1234,
      isRecursive: true,
      name: 'api.example',
      type: dnsType.a,
      question: Uint8Array.from([...name, ...inA]),
      maxBytes: null,
    });
  });

  test('says how long an answer may be', () => {
    expect(queryOf(message({ counts: [1, 0, 0, 1], more: edns })).maxBytes).toBe(4096);
  });

  test.each([
    { says: 'an answer', bytes: message({ flags: 0x8180 }) },
    { says: 'what is too short for a head', bytes: message().slice(0, 11) },
    { says: 'nothing', bytes: new Uint8Array() },
  ])('is not seen in $says, which nobody answers', ({ bytes }) => {
    expect(readQuery(bytes)).toEqual({ kind: 'none' });
  });

  test.each([
    { says: 'another operation', bytes: message({ flags: 0x2100 }), code: dnsCode.notImplemented },
    { says: 'no question', bytes: message({ counts: [0, 0, 0, 0] }), code: dnsCode.formatError },
    { says: 'two questions', bytes: message({ counts: [2, 0, 0, 0] }), code: dnsCode.formatError },
    { says: 'answers of its own', bytes: message({ counts: [1, 1, 0, 0] }), code: dnsCode.formatError },
    { says: 'a name that ends nowhere', bytes: message({ question: [3, 0x61] }), code: dnsCode.formatError },
    { says: 'no type', bytes: message({ question: [...name, 0] }), code: dnsCode.formatError },
    { says: 'a pointer for a name', bytes: message({ question: [0xc0, 12, ...inA] }), code: dnsCode.formatError },
    {
      says: 'a dot in a label',
      bytes: message({ question: [3, 0x61, 0x2e, 0x62, 0, ...inA] }),
      code: dnsCode.formatError,
    },
    { says: 'a zero byte in a label', bytes: message({ question: [1, 0, 0, ...inA] }), code: dnsCode.formatError },
    {
      says: 'a name of more than 255 bytes',
      bytes: message({ question: [...Array.from({ length: 130 }, () => [1, 0x61]).flat(), 0, ...inA] }),
      code: dnsCode.formatError,
    },
    {
      says: 'a record that is cut off',
      bytes: message({ counts: [1, 0, 0, 1], more: edns.slice(0, 9) }),
      code: dnsCode.formatError,
    },
    {
      says: 'EDNS twice',
      bytes: message({ counts: [1, 0, 0, 2], more: [...edns, ...edns] }),
      code: dnsCode.formatError,
    },
    { says: 'another class', bytes: message({ question: [...name, 0, 1, 0, 3] }), code: dnsCode.refused },
  ])('with $says is refused', ({ bytes, code }) => {
    const read = readQuery(bytes);
    expect(read.kind).toBe('refused');
    if (read.kind === 'refused') expect(codeOf(read.answer)).toBe(code);
  });

  test('of any bytes is read, refused, or none; and what is refused is answered under its number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const read = readQuery(bytes);
        if (read.kind === 'refused') expect(read.answer.slice(0, 2)).toEqual(bytes.slice(0, 2));
      }),
      { numRuns: 2_000 },
    );
  });

  test('of a message with any byte changed, taken out or put in is never misread beyond its bytes', () => {
    const whole = message({ counts: [1, 0, 0, 1], more: edns });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 3 }), (at, put) => {
        const changed = Uint8Array.from([...whole.slice(0, at), ...put, ...whole.slice(at + 1)]);
        const read = readQuery(changed);
        if (read.kind !== 'query') return;
        const { question, name: read_ } = read.query;
        expect(changed.slice(12, 12 + question.length)).toEqual(question);
        expect(read_).toBe(read_.toLowerCase());
      }),
      { numRuns: 2_000 },
    );
  });

  test('of any name is read as it was written', () => {
    const label = fc.stringMatching(/^[a-z0-9_-]{1,63}$/);
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), (labels) => {
        const bytes = message({ question: [...writeName(labels.join('.')), ...inA] });
        expect(queryOf(bytes).name).toBe(labels.join('.'));
      }),
    );
  });
});

describe('an answer', () => {
  const records = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ type: dnsType.a, data: Uint8Array.of(198, 18, 0, index) }));

  test('bears the number, the question and a pointer to its name', () => {
    const answer = writeAnswer(queryOf(message()), dnsCode.ok, records(1), 'udp');
    expect(Buffer.from(answer).toString('hex')).toBe(
      ['1234', '8180', '0001', '0001', '0000', '0000'].join('') +
        Buffer.from([...name, ...inA]).toString('hex') +
        ['c00c', '0001', '0001', '0000003c', '0004', 'c6120000'].join(''),
    );
  });

  test.each([
    { says: 'a client without EDNS has 512 bytes', more: {}, count: 31, fits: false },
    { says: 'which hold some', more: {}, count: 30, fits: true },
    { says: 'one with it has more', more: { counts: [1, 0, 0, 1], more: edns } as const, count: 31, fits: true },
    {
      says: 'but no more than is carried whole',
      more: { counts: [1, 0, 0, 1], more: edns } as const,
      count: 90,
      fits: false,
    },
  ])('over UDP: $says', ({ more, count, fits }) => {
    const query = queryOf(message(more));
    const answer = writeAnswer(query, dnsCode.ok, records(count), 'udp');
    const isCut = (answer[2]! & 0x02) !== 0;
    expect(isCut).toBe(!fits);
    expect(answer[7]).toBe(fits ? count : 0);
    expect(writeAnswer(query, dnsCode.ok, records(count), 'tcp')[7]).toBe(count);
  });
});
