import type { Host, Pin } from '@livepin/core';
import { expect, test } from 'vitest';
import { covers, effectiveFor } from '../../src/lint/coverage.ts';
import { a, b, c, d } from '../../src/lint/example-pieces.ts';
import type { Coverage, ReadConfig, ReadEntry } from '../../src/read-config.ts';

const span = { start: 0, end: 0 };

function entry(name: string, coverage: Coverage, pins: readonly string[]): ReadEntry {
  const read = pins.map((text) => ({ text, span, of: 'key' as const, pin: text as Pin }));
  return {
    host: { text: name, span, host: name as Host },
    coverage,
    pins: read,
    isEnforced: true,
    expires: null,
    span,
  };
}

function pinsFor(target: string, entries: readonly ReadEntry[], name: string): string[] | null {
  const config: ReadConfig = { target, entries, problems: [] };
  const effective = effectiveFor(config, name as Host);
  return effective && [...effective.pins];
}

test.each<[Coverage, string, boolean]>([
  ['host', 'example.com', true],
  ['host', 'api.example.com', false],
  ['one-label', 'example.com', false],
  ['one-label', 'api.example.com', true],
  ['one-label', 'v1.api.example.com', false],
  ['host-and-one-label', 'example.com', true],
  ['host-and-one-label', 'v1.api.example.com', false],
  ['host-and-below', 'v1.api.example.com', true],
  ['host-and-below', 'notexample.com', false],
])('%s of example.com covers %s: %s', (coverage, name, is) => {
  expect(covers(entry('example.com', coverage, []), name as Host)).toBe(is);
});

const loose = entry('example.com', 'host-and-below', [a, b]);
const strict = entry('api.example.com', 'host-and-below', [c, d]);

test('the most specific entry holds alone where the platform takes one', () => {
  expect(pinsFor('android-nsc', [loose, strict], 'api.example.com')).toEqual([c, d]);
  expect(pinsFor('android-nsc', [loose, strict], 'v1.api.example.com')).toEqual([c, d]);
  expect(pinsFor('android-nsc', [loose, strict], 'www.example.com')).toEqual([a, b]);
});

test('OkHttp adds up what matches', () => {
  expect(pinsFor('okhttp-kotlin', [loose, strict], 'api.example.com')).toEqual([c, d, a, b]);
});

test('an exact name goes before a longer rule for what is below', () => {
  const exact = entry('api.example.com', 'host', [b]);
  expect(pinsFor('android-nsc', [strict, exact], 'api.example.com')).toEqual([c, d]);
  expect(pinsFor('trustkit-plist', [loose, exact], 'api.example.com')).toEqual([b]);
});

test('an entry without pins takes a name out', () => {
  expect(pinsFor('android-nsc', [loose, entry('help.example.com', 'host', [])], 'help.example.com')).toBeNull();
});

test('a form that knows no names below has none', () => {
  expect(pinsFor('curl', [loose], 'api.example.com')).toBeNull();
  expect(pinsFor('curl', [loose], 'example.com')).toEqual([a, b]);
});
