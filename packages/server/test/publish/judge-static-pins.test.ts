import { type Host, type Pin, parseHost } from '@livepin/core';
import { testPin } from '@livepin/testkit';
import { expect, test } from 'vitest';
import { parseDraft } from '../../src/publish/draft.ts';
import { judgeStaticPins } from '../../src/publish/judge-static-pins.ts';
import type { StaticHost, StaticPins } from '../../src/publish/static-pins.ts';
import type { DraftInput } from '../../src/schemas/draft-schema.ts';

const now = 1_800_000_000;
const [old, backup, fresh] = ['old', 'backup', 'fresh'].map((name) => testPin(name)) as [Pin, Pin, Pin];
const host = parseHost('api.example.com', 'test');

const contentOf = (pins: readonly Pin[], more: Partial<DraftInput> = {}, name: string = host) =>
  parseDraft({ domains: [{ host: name, pins: [...pins], subdomains: true, probe: 'none' }], ...more }).content;
const hostOf = (pins: readonly Pin[], more: Partial<StaticHost> = {}): StaticHost => ({
  host,
  subdomains: false,
  pins: new Set(pins),
  expires: null,
  ...more,
});
const released = (hosts: readonly StaticHost[], more: Partial<StaticPins> = {}): StaticPins => ({
  appVersion: '2.1',
  platform: 'android',
  retiredAt: null,
  hosts,
  ...more,
});

const published = contentOf([old, backup]);

test.each([
  { says: 'a backup that it knows stays', next: contentOf([backup, fresh]), has: [hostOf([old, backup])] },
  { says: 'it is retired', next: contentOf([fresh, backup]), has: [hostOf([old])], more: { retiredAt: 5 } },
  { says: 'its pins have ended', next: contentOf([fresh, backup]), has: [hostOf([old], { expires: now })] },
  {
    says: 'it pins other keys than the bundle, such as those of CAs',
    next: contentOf([fresh, backup]),
    has: [hostOf([fresh])],
  },
  {
    says: 'a key that it does not have is revoked',
    next: contentOf([old, fresh], { revoked: [backup] }),
    has: [hostOf([old])],
  },
  {
    says: 'the host leaves the bundle, which is a finding of its own',
    next: contentOf([fresh, backup], {}, 'other.example.com'),
    has: [hostOf([old])],
  },
])('nothing to say where $says', ({ next, has, more = {} }) => {
  expect(judgeStaticPins(next, published, [released(has, more)], now)).toEqual([]);
});

test.each([
  { says: 'its only key leaves the set', next: contentOf([backup, fresh]), has: [hostOf([old])] },
  { says: 'all of its keys leave the set', next: contentOf([fresh, testPin('x')]), has: [hostOf([old, backup])] },
  {
    says: 'its only key is revoked',
    next: contentOf([old, backup], { revoked: [old] }),
    has: [hostOf([old], { expires: now + 1 })],
  },
  {
    says: 'the host is one below a set with sub-domains',
    next: contentOf([backup, fresh]),
    has: [hostOf([old], { host: parseHost('a.api.example.com', 'test') })],
  },
  {
    says: 'the host leaves the bundle while its key is revoked',
    next: contentOf([fresh, backup], { revoked: [old] }, 'other.example.com'),
    has: [hostOf([old])],
  },
  { says: 'one of two places strands it', next: contentOf([backup, fresh]), has: [hostOf([backup]), hostOf([old])] },
])('a version is stranded where $says', ({ next, has }) => {
  const findings = judgeStaticPins(next, published, [released(has)], now);
  expect(findings).toMatchObject([{ code: 'LP_PUBLISH_STATIC_PINS', refuses: true, canAllow: true }]);
  expect(findings[0]?.sentence).toMatch(/^Version 2\.1 \(android\) of the app pins (a\.)?api\.example\.com /);
});

const two = (own: readonly Pin[]) =>
  parseDraft({
    domains: [
      { host, pins: [old, backup], subdomains: true, probe: 'none' },
      { host: `a.${host}`, pins: [...own], probe: 'none' },
    ],
  }).content;
const below = parseHost(`a.${host}`, 'test');

test('a version that pins all below a host is stranded where one of them that has a set of its own loses its keys', () => {
  const [before, after] = [two([old, backup]), two([fresh, testPin('x')])];
  const findings = judgeStaticPins(after, before, [released([hostOf([old], { subdomains: true })])], now);
  expect(findings.map((finding) => finding.host)).toEqual([below]);
});

test.each([
  { says: 'it pins the host alone', has: [hostOf([old])] },
  {
    says: 'it pins that one to others',
    has: [hostOf([old], { subdomains: true }), hostOf([fresh], { host: below })],
  },
])('it is not where $says', ({ has }) => {
  expect(judgeStaticPins(two([fresh, testPin('x')]), two([old, backup]), [released(has)], now)).toEqual([]);
});

test('many versions that pin a host are one finding about it', () => {
  const versions = ['1', '2', '3', '4', '5'].map((appVersion) =>
    released([hostOf([old])], { appVersion, platform: 'all' }),
  );
  const findings = judgeStaticPins(contentOf([backup, fresh]), published, versions, now);
  expect(findings.map((finding) => [finding.host as Host | null, finding.sentence])).toEqual([
    [host, expect.stringContaining('Version 1, 2, 3 and 2 more of the app')],
  ]);
});
