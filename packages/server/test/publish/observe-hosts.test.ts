import { parseHost } from '@livepin/core';
import { issue, startServer, startSilentServer, testPin } from '@livepin/testkit';
import { expect, test } from 'vitest';
import { parseDraft } from '../../src/publish/draft.ts';
import { observeHosts } from '../../src/publish/observe-hosts.ts';

const now = Math.floor(Date.now() / 1000);
const root = issue({ subject: 'CN=Root', ca: true });
const leaf = issue({ subject: 'CN=a.example.com', issuer: root });
const pins = [testPin('a'), testPin('b')];
const at = (port: number, ca = root.pem) => ({ connect: `127.0.0.1:${port}`, ca });

test('each host is asked as its draft says, and one that fails spoils nothing for the others', async () => {
  await using server = await startServer([leaf]);
  await using gone = await startServer([leaf]);
  await gone[Symbol.asyncDispose]();
  const draft = parseDraft({
    domains: [
      { host: 'a.example.com', pins, probe: at(server.port) },
      { host: 'b.example.com', pins, probe: at(server.port) },
      { host: 'c.example.com', pins, probe: at(gone.port) },
      { host: 'd.example.com', pins, probe: 'none' },
      { host: 'e.example.com', pins, probe: at(server.port, issue({ subject: 'CN=Other', ca: true }).pem) },
    ],
  });
  const [a, b, c, d, e] = [...(await observeHosts(draft, now))]
    .sort(([x], [y]) => (x < y ? -1 : 1))
    .map(([, one]) => one);
  expect(a).toMatchObject({
    kind: 'seen',
    nameFault: null,
    fault: null,
    paths: [[{ pin: leaf.pin }, { pin: root.pin }]],
  });
  expect(b).toMatchObject({ kind: 'seen', nameFault: 'it is for a.example.com' });
  expect(c).toMatchObject({ kind: 'unreachable', why: expect.stringContaining('c.example.com') });
  expect(d).toEqual({ kind: 'not-asked' });
  expect(e).toMatchObject({ kind: 'seen', paths: [], fault: expect.stringContaining('trusted CA') });
});

test.each([
  {
    says: 'hosts that say nothing are left when their time is up',
    totalMilliseconds: 60_000,
    why: 'no TLS handshake within 40 ms',
  },
  { says: 'hosts whose turn comes after the time for all are not asked', totalMilliseconds: 0, why: 'was not asked' },
])('$says', async ({ totalMilliseconds, why }) => {
  await using silent = await startSilentServer();
  const names = Array.from({ length: 6 }, (_, index) => `h${index}.example.com`);
  const domains = names.map((host) => ({ host, pins, probe: at(silent.port) }));
  const bounds = { atOnce: 2, hostMilliseconds: 40, totalMilliseconds };
  const observations = await observeHosts(parseDraft({ domains }), now, bounds);
  for (const host of names) {
    const observation = observations.get(parseHost(host, ''));
    expect(observation).toMatchObject({ kind: 'unreachable', why: expect.stringContaining(host) });
    expect(observation).toMatchObject({ why: expect.stringContaining(why) });
  }
});
