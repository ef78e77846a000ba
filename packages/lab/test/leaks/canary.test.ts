import { LivepinError } from '@livepin/core';
import { describe, expect, test } from 'vitest';
import { parseCanaries, parseCanary } from '../../src/leaks/canary.ts';

test('a canary is a name and a value, in which more may be equal', () => {
  expect(parseCanary('session=a=b==c')).toEqual({ name: 'session', value: 'a=b==c' });
});

test('a file has one a line, with remarks between them', () => {
  const text = '# of the test user\r\nuser=ada lovelace\r\n\r\nsession= with spaces \n';
  expect(parseCanaries(text, 'canaries.txt')).toEqual([
    { name: 'user', value: 'ada lovelace' },
    { name: 'session', value: ' with spaces ' },
  ]);
});

test('a file may be a JSON object', () => {
  expect(parseCanaries('\n{"user": "ada\\nlovelace", "token": "a-token"}', 'c.json')).toEqual([
    { name: 'user', value: 'ada\nlovelace' },
    { name: 'token', value: 'a-token' },
  ]);
});

describe('refused, without a word of the value:', () => {
  test.each([
    { says: 'no equals sign', text: 'pa55word-of-ada' },
    { says: 'a value that stands everywhere by chance', text: 'user=pa55w' },
    { says: 'no value', text: 'user=' },
    { says: 'no name', text: '=pa55word-of-ada' },
    { says: 'a name that could be the value', text: 'pa55word of ada=x-of-ada' },
    { says: 'a name that tells the value', text: 'my-pa55word=pa55word' },
    { says: 'half a character', text: 'user=pa55word\ud800' },
  ])('$says', ({ text }) => {
    expect.assertions(2);
    try {
      parseCanaries(text, 'canaries.txt');
    } catch (error) {
      expect(error).toMatchObject({ code: 'LP_LAB_CANARY' });
      expect(String(error)).not.toContain('pa55');
    }
  });

  test.each([
    { says: 'an empty file', text: '\n# nothing\n' },
    { says: 'an empty object', text: '{}' },
    { says: 'two of one name', text: 'user=first-value\nuser=second-value' },
    { says: 'a number', text: '{"user":12345678}' },
    { says: 'objects within', text: '{"user":{"name":"ada lovelace"}}' },
    { says: 'JSON that was cut off', text: '{"user":"ada love' },
  ])('$says', ({ text }) => {
    const refused = expect.objectContaining({ message: expect.stringContaining('canaries.txt') });
    expect(() => parseCanaries(text, 'canaries.txt')).toThrow(refused);
    expect(() => parseCanaries(text, 'canaries.txt')).toThrow(LivepinError);
  });
});
