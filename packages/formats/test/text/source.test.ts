import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Language, scanSource } from '../../src/text/source.ts';
import { Program } from '../../src/text/values.ts';

const languages: readonly Language[] = ['kotlin', 'java', 'swift', 'objective-c', 'javascript', 'dart', 'go'];

function words(text: string, language: Language): string[] {
  return scanSource(text, language).tokens.map((token) => token.text);
}

/** What the right side of `name = …` is known to be. */
function knownAs(name: string, text: string, language: Language): string | null | undefined {
  const source = scanSource(text, language);
  const at = source.tokens.findLastIndex((token) => token.text === name);
  return new Program(source).stringOf({ from: at, to: at + 1 })?.text;
}

describe('scanning program text', () => {
  test.each([
    { says: 'a comment to the end of the line', language: 'java', text: 'a // b\nc', expected: ['a', 'c'] },
    { says: 'a comment between', language: 'java', text: 'a /* b */ c', expected: ['a', 'c'] },
    {
      says: 'comments within comments, in Kotlin',
      language: 'kotlin',
      text: 'a /* /* b */ c */ d',
      expected: ['a', 'd'],
    },
    { says: 'none within comments, in Java', language: 'java', text: 'a /* /* b */ c', expected: ['a', 'c'] },
    { says: 'a comment without an end', language: 'java', text: 'a /* b', expected: ['a'] },
    { says: 'slashes in a string', language: 'java', text: '"http://x" a', expected: ['"http://x"', 'a'] },
    { says: 'a quote in a string', language: 'java', text: '"a\\"b" c', expected: ['"a\\"b"', 'c'] },
    { says: 'a quote as a character', language: 'java', text: "'\"' a", expected: ["'\"'", 'a'] },
    { says: 'an apostrophe in a string', language: 'javascript', text: '"it\'s" a', expected: ['"it\'s"', 'a'] },
    {
      says: 'a raw string of several lines',
      language: 'kotlin',
      text: '"""a\n"b\\"""c',
      expected: ['"""a\n"b\\"""', 'c'],
    },
    { says: 'a string that does not end ends with its line', language: 'java', text: '"a\nb', expected: ['"a', 'b'] },
    {
      says: 'a regular expression',
      language: 'javascript',
      text: 'x = /[/"]/; y',
      expected: ['x', '=', '/[/"]/', ';', 'y'],
    },
    { says: 'a division', language: 'javascript', text: 'a / b / c', expected: ['a', '/', 'b', '/', 'c'] },
    {
      says: 'a template with a string in it',
      language: 'javascript',
      text: '`\u0024{f("}")}` a',
      expected: ['`\u0024{f("}")}`', 'a'],
    },
    {
      says: 'a template with a bracket in a string that nothing closes',
      language: 'kotlin',
      text: '"\u0024{f("{")}" a "\u0024{g(\'{\', \'"\')}" b',
      expected: ['"\u0024{f("{")}"', 'a', "\"\u0024{g('{', '\"')}\"", 'b'],
    },
    {
      says: 'a template in a template',
      language: 'swift',
      text: '"\\(f("\\(g(")"))"))" a',
      expected: ['"\\(f("\\(g(")"))"))"', 'a'],
    },
    { says: 'back quotes, in Go', language: 'go', text: '`a\\` b', expected: ['`a\\`', 'b'] },
  ] as const)('$says', ({ language, text, expected }) => {
    expect(words(text, language).join(' ')).toBe(expected.join(' '));
  });

  test.each([
    { says: 'a constant', language: 'kotlin', text: 'const val PIN = "abc"\nf(PIN)', expected: 'abc' },
    { says: 'a constant with a type', language: 'kotlin', text: 'val PIN: String = "abc"\nf(PIN)', expected: 'abc' },
    { says: 'a field', language: 'java', text: 'static final String PIN = "abc";\nf(PIN)', expected: 'abc' },
    {
      says: 'a sum',
      language: 'java',
      text: 'String A = "a";\nString PIN = A + "b"\n + "c";\nf(PIN)',
      expected: 'abc',
    },
    { says: 'a template', language: 'kotlin', text: 'val A = "a"\nval PIN = "$A-\u0024{A}"\nf(PIN)', expected: 'a-a' },
    { says: 'a template', language: 'swift', text: 'let A = "a"\nlet PIN = "\\(A)b"\nf(PIN)', expected: 'ab' },
    {
      says: 'a template',
      language: 'javascript',
      text: 'const A = "a";\nconst PIN = `\u0024{A}b`;\nf(PIN)',
      expected: 'ab',
    },
    { says: 'an escape', language: 'java', text: 'String PIN = "a\\u0062\\"";\nf(PIN)', expected: 'ab"' },
    {
      says: 'one that is set twice',
      language: 'kotlin',
      text: 'var PIN = "a"\nPIN = "b"\nf(PIN)',
      expected: undefined,
    },
    { says: 'one of another file', language: 'kotlin', text: 'val PIN = "a" + Other.B\nf(PIN)', expected: undefined },
    {
      says: 'one that is made of itself',
      language: 'java',
      text: 'String PIN = PIN + "a";\nf(PIN)',
      expected: undefined,
    },
    { says: 'a call', language: 'kotlin', text: 'val PIN = load("a")\nf(PIN)', expected: undefined },
  ] as const)('what is known of $says ($language): $expected', ({ language, text, expected }) => {
    expect(knownAs('PIN', text, language)).toBe(expected);
  });

  test('constants of this file, and not those of the same name elsewhere', () => {
    const source = scanSource('object Pins { const val A = "a" }\nf(Pins.A, BuildConfig.A)', 'kotlin');
    const program = new Program(source);
    const call = source.tokens.findIndex((token) => token.text === 'f') + 1;
    expect(program.items(call).map((item) => program.stringOf(item)?.text)).toEqual(['a', undefined]);
  });

  test('constants that double again and again are given up, not written out', () => {
    const lines = Array.from({ length: 200 }, (_, at) => `val A${at + 1} = A${at} + A${at}`);
    expect(knownAs('A200', `val A0 = "x"\n${lines.join('\n')}\nf(A200)`, 'kotlin')).toBeUndefined();
    expect(knownAs('A7', `val A0 = "x"\n${lines.slice(0, 7).join('\n')}\nf(A7)`, 'kotlin')).toBeUndefined();
    expect(knownAs('A3', `val A0 = "x"\n${lines.slice(0, 3).join('\n')}\nf(A3)`, 'kotlin')).toBe('x'.repeat(8));
  });

  // What looks from each of them to the end of the line would be busy for hours, and end in the time limit of the test.
  test.each(['=/[', '=/a[b', '`\u0024{', '"\u0024{"'])('very many of %s on one line', (piece) => {
    expect(scanSource(piece.repeat(300_000), 'javascript').tokens.length).toBeGreaterThan(0);
  });

  test('every character is in a token, in a comment, or blank, once and in order', () => {
    const bits = fc.constantFrom(
      '"',
      "'",
      '`',
      '"""',
      '/*',
      '*/',
      '//',
      '\n',
      '\\',
      '$',
      '$' + '{',
      '}',
      '{',
      '(',
      ')',
      'a',
      ' ',
      '+',
      '=',
      '\\(',
      '/',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 40 }), fc.constantFrom(...languages), (pieces, language) => {
        const text = pieces.join('');
        const { tokens, comments } = scanSource(text, language);
        const spans = [...tokens, ...comments].map(({ span }) => span).sort((a, b) => a.start - b.start);
        let at = 0;
        for (const { start, end } of spans) {
          expect(text.slice(at, start).trim()).toBe('');
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
      { numRuns: 500 },
    );
  });
});
