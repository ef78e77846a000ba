import type { Pin } from '@livepin/core';
import { testPin } from '@livepin/testkit';
import { expect, test } from 'vitest';
import { diffContents } from '../../src/publish/diff-contents.ts';
import { parseDraft } from '../../src/publish/draft.ts';

const [a, b, c] = ['a', 'b', 'c'].map(testPin) as [Pin, Pin, Pin];

test('added, removed and changed hosts, and what else differs; what is the same is left out', () => {
  const from = parseDraft({
    domains: [
      { host: 'changed.example.com', pins: [a, b] },
      { host: 'gone.example.com', pins: [a] },
      { host: 'same.example.com', pins: [a, b] },
    ],
  }).content;
  const to = parseDraft({
    refresh: 60,
    domains: [
      { host: 'same.example.com', pins: [b, a] },
      { host: 'new.example.com', pins: [c] },
      { host: 'changed.example.com', mode: 'report', pins: [b, c] },
    ],
  }).content;
  const { hosts, members } = diffContents(from, to);
  const fields = (values: object, side: 'from' | 'to') =>
    Object.entries(values).map(([member, value]) => ({ from: null, to: null, member, [side]: JSON.stringify(value) }));
  const rule = { subdomains: false, mode: 'enforce', stale: 'hold' };
  expect(hosts).toEqual([
    {
      host: 'changed.example.com',
      change: 'changed',
      pinsAdded: [c],
      pinsRemoved: [a],
      members: [{ member: 'mode', from: '"enforce"', to: '"report"' }],
    },
    { host: 'gone.example.com', change: 'removed', pinsAdded: [], pinsRemoved: [a], members: fields(rule, 'from') },
    { host: 'new.example.com', change: 'added', pinsAdded: [c], pinsRemoved: [], members: fields(rule, 'to') },
  ]);
  expect(members).toEqual([{ member: 'refresh', from: '3600', to: '60' }]);
});

test('against nothing, all is new', () => {
  const { content } = parseDraft({ domains: [{ host: 'new.example.com', pins: [a] }] });
  const { hosts, members } = diffContents(null, content);
  expect(hosts).toMatchObject([{ host: 'new.example.com', change: 'added', pinsAdded: [a] }]);
  expect(members.every(({ from }) => from === null)).toBe(true);
});
