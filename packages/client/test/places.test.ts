import { LivepinError } from '@livepin/core';
import { expect, test } from 'vitest';
import { parsePlace } from '../src/engine/index.ts';

test.each([
  ['https://pins.example.com/v1/apps/app/', 'https://pins.example.com/v1/apps/app'],
  ['http://127.0.0.1:8440/v1/apps/app', 'http://127.0.0.1:8440/v1/apps/app'],
  ['http://[::1]:8440', 'http://[::1]:8440'],
])('a place may be given as %s', (text, place) => {
  expect(parsePlace(text, 'sources[0]')).toBe(place);
});

test.each([
  'http://pins.example.com/app',
  'https://user@pins.example.com/app',
  'https://pins.example.com/app?x',
  'pins.example.com',
  'http://127.0.0.1.example.com/',
  'http://localhost@example.com/',
])('a place may not be given as %s', (text) => {
  expect(() => parsePlace(text, 'sources[0]')).toThrow(LivepinError);
});
