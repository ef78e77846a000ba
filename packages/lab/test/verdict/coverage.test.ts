import { expect, test } from 'vitest';
import { coverageOf, type ExpectedHost, standsFor } from '../../src/verdict/coverage.ts';

const pinned = (host: string, covers: ExpectedHost['covers'], source = 'pins.xml') => ({ source, host, covers });

test.each([
  { covers: 'host', seen: 'example.com', is: true },
  { covers: 'host', seen: 'a.example.com', is: false },
  { covers: 'one-label', seen: 'example.com', is: false },
  { covers: 'one-label', seen: 'a.example.com', is: true },
  { covers: 'one-label', seen: 'b.a.example.com', is: false },
  { covers: 'host-and-one-label', seen: 'example.com', is: true },
  { covers: 'host-and-one-label', seen: 'b.a.example.com', is: false },
  { covers: 'host-and-below', seen: 'b.a.example.com', is: true },
  { covers: 'host-and-below', seen: 'badexample.com', is: false },
] as const)('$covers of example.com stands for $seen: $is', ({ covers, seen, is }) => {
  expect(standsFor(pinned('example.com', covers), seen)).toBe(is);
});

test('hosts that are expected and were never seen, and hosts that nobody names', () => {
  const seen = [
    { host: 'api.example.com', port: 443 },
    { host: 'api.example.com', port: 8443 },
    { host: 'stats.example.org', port: 443 },
  ];
  const expected = [pinned('api.example.com', 'host'), pinned('example.net', 'one-label', '--host')];
  expect(coverageOf(expected, seen)).toEqual({
    sources: ['pins.xml', '--host'],
    neverSeen: ['*.example.net'],
    unlisted: ['stats.example.org'],
  });
});

test('without a list there is nothing to compare with', () => {
  expect(coverageOf([], [{ host: 'api.example.com', port: 443 }])).toEqual({
    sources: [],
    neverSeen: [],
    unlisted: [],
  });
});
