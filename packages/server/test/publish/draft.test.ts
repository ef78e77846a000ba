import { LivepinError, parseHost } from '@livepin/core';
import { issue, testPin } from '@livepin/testkit';
import { expect, test } from 'vitest';
import { formatDraft, parseDraft } from '../../src/publish/draft.ts';
import type { DraftInput } from '../../src/schemas/draft-schema.ts';

const pins = [testPin('a'), testPin('b')];
const { pem } = issue({ subject: 'CN=Root', ca: true });

test('what is left out has its default, and hosts are brought into their one spelling', () => {
  const draft = parseDraft({ domains: [{ host: 'API.Example.COM.', pins }] });
  expect(formatDraft(draft)).toEqual({
    refresh: 3_600,
    unlisted: 'allow',
    domains: [{ host: 'api.example.com', subdomains: false, mode: 'enforce', stale: 'hold', pins }],
    revoked: [],
    reportTo: [],
    sources: [],
    samplePer10000: 0,
  });
  expect(draft.probes.get(parseHost('api.example.com', ''))).toEqual({ port: 443, connect: null, ca: null });
});

test('of a PEM file for the probe only the certificates are kept, and no private key', () => {
  const secret = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n';
  const ca = `subject=CN=Root\n${pem}${secret}${pem}`;
  const draft = parseDraft({ domains: [{ host: 'a.example.com', pins, probe: { ca } }] });
  const kept = JSON.stringify(formatDraft(draft));
  expect(kept).not.toMatch(/PRIVATE|c2VjcmV0/);
  expect(kept.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
});

test('what is written is read again as the same', () => {
  const full: DraftInput = {
    refresh: 60,
    unlisted: 'refuse',
    domains: [
      { host: '192.0.2.1', pins, probe: 'none' },
      {
        host: 'a.example.com',
        subdomains: true,
        mode: 'report',
        stale: 'refuse',
        pins,
        probe: { port: 8443, ca: pem },
      },
      { host: 'b.example.com', pins, probe: { connect: '[2001:db8::1]:444' } },
    ],
    revoked: [testPin('revoked')],
    reportTo: ['https://reports.example.com/a'],
    sources: ['https://mirror.example.net/app'],
    samplePer10000: 100,
  };
  const written = formatDraft(parseDraft(full));
  expect(written).toMatchObject(full);
  expect(formatDraft(parseDraft(written))).toEqual(written);
});

test.each<{ says: string; draft: DraftInput; code: string; names: string }>([
  { says: 'no host', draft: { domains: [{ host: 'a b', pins }] }, code: 'LP_HOST_MALFORMED', names: 'domains[0].host' },
  {
    says: 'two spellings of one host',
    draft: {
      domains: [
        { host: 'a.example.com', pins },
        { host: 'A.example.com.', pins },
      ],
    },
    code: 'LP_LIST_REPEATS',
    names: 'a.example.com',
  },
  { says: 'no pin', draft: { domains: [{ host: 'a.com', pins: ['x'] }] }, code: 'LP_PIN_MALFORMED', names: 'pins[0]' },
  { says: 'an empty set', draft: { domains: [{ host: 'a.com', pins: [] }] }, code: 'LP_MEMBER_RANGE', names: 'pins' },
  { says: 'refresh too often', draft: { refresh: 1, domains: [] }, code: 'LP_MEMBER_RANGE', names: 'refresh' },
  { says: 'plain http', draft: { domains: [], sources: ['http://a'] }, code: 'LP_URL_MALFORMED', names: 'sources[0]' },
  {
    says: 'no endpoint',
    draft: { domains: [{ host: 'a.com', pins, probe: { connect: 'a b' } }] },
    code: 'LP_ENDPOINT_MALFORMED',
    names: 'domains[0].probe',
  },
  {
    says: 'anchors that are none',
    draft: { domains: [{ host: 'a.com', pins, probe: { ca: 'PEM' } }] },
    code: 'LP_ANCHORS_UNREADABLE',
    names: 'domains[0].probe',
  },
  {
    says: 'names below an address',
    draft: { domains: [{ host: '192.0.2.1', subdomains: true, pins }] },
    code: 'LP_SUBDOMAINS_OF_ADDRESS',
    names: '192.0.2.1',
  },
])('$says is refused, and the member is named', ({ draft, code, names }) => {
  const attempt = () => parseDraft(draft);
  expect(attempt).toThrow(LivepinError);
  expect(attempt).toThrow(expect.objectContaining({ code, message: expect.stringContaining(names) }));
});
