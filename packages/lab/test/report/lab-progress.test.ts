import { expect, test } from 'vitest';
import type { Connection } from '../../src/connection.ts';
import { LabProgress } from '../../src/report/lab-progress.ts';
import { plainStyle } from '../../src/report/terminal/style.ts';

const connection: Connection = {
  id: 1,
  startedAt: 0,
  endedAt: 1,
  via: 'connect',
  transport: 'tls',
  host: 'api.example.com',
  port: 443,
  hello: null,
  treatment: 'terminate',
  isAttack: true,
  shown: [],
  reach: 'body',
  isResumed: false,
  usedEarlyData: false,
  bytesFromApp: 1,
  bytesToApp: 1,
  requests: [
    {
      at: 0,
      protocol: 'h2',
      method: 'GET',
      host: null,
      target: '/?token=secret',
      headers: [['authorization', 'secret']],
      body: new Uint8Array(),
      bodyBytes: 0,
      status: 200,
    },
  ],
  end: { during: 'established', by: 'app', alert: null, says: 'secret' },
  wire: { segments: [], isCut: false, keyLog: [] },
};

const progress = () => new LabProgress([{ id: 'user-ca', title: 'User CA' }], plainStyle);
const started = {
  kind: 'run-started',
  run: 4,
  purpose: 'attack',
  scenario: 'user-ca',
  pass: 'attacked',
  attempt: 1,
  done: 4,
  planned: 78,
} as const;

test('the foot says which attack is tried, for which time, and how far the lab is', () => {
  expect(progress().on(started)).toEqual({ lines: [], foot: '[4/78] User CA, try 2' });
});

test('control runs are no attacks', () => {
  const shown = progress().on({ ...started, purpose: 'control', scenario: null, pass: null });
  expect(shown.foot).toBe('[4/78] nothing is attacked');
});

test('a host that was read is told once for each attack, and nothing of what was read', () => {
  const shown = progress();
  shown.on(started);
  const first = shown.on({ kind: 'connection', run: 4, connection });
  const second = shown.on({ kind: 'connection', run: 4, connection });
  expect(first.lines).toEqual(['✗ api.example.com was read: User CA']);
  expect(second.lines).toEqual([]);
  expect(second.foot).toBe('[4/78] User CA, try 2  2 attacked, 2 read');
  expect(JSON.stringify([first, second])).not.toContain('secret');
});

test('a handshake is no reading, and a genuine connection no attack', () => {
  const shown = progress();
  shown.on(started);
  shown.on({ kind: 'connection', run: 4, connection: { ...connection, isAttack: false } });
  const { lines, foot } = shown.on({ kind: 'connection', run: 4, connection: { ...connection, reach: 'handshake' } });
  expect(lines).toEqual([]);
  expect(foot).toBe('[4/78] User CA, try 2  1 attacked, 0 read');
});

test('hosts are told when they are found, and none of them does anything to a terminal', () => {
  const hosts = [
    { host: 'api.example.com', port: 443 },
    { host: '\u001b[2Jb', port: 8443 },
  ];
  expect(progress().on({ kind: 'hosts', hosts }).lines).toEqual(['2 hosts: api.example.com, \\u001b[2Jb:8443']);
  expect(progress().on({ kind: 'hosts', hosts: [] }).lines).toEqual([]);
});
