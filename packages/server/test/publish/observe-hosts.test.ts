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
  expect(b).toMatchObject({ kind: 'seen', nameFault: expect.stringContaining('b.example.com') });
  expect(c).toMatchObject({ kind: 'unreachable', why: expect.stringContaining('c.example.com') });
  expect(d).toEqual({ kind: 'not-asked' });
  expect(e).toMatchObject({ kind: 'seen', paths: [], fault: expect.stringContaining('trusted CA') });
});

test('silent hosts take no longer than the bound, and those that were not asked any more are told apart', async () => {
  await using silent = await startSilentServer();
  const domains = Array.from({ length: 6 }, (_, index) => ({
    host: `h${index}.example.com`,
    pins,
    probe: at(silent.port),
  }));
  const bounds = { atOnce: 2, hostMilliseconds: 40, totalMilliseconds: 30 };
  const observations = [...(await observeHosts(parseDraft({ domains }), now, bounds)).values()];
  expect(observations).toHaveLength(6);
  const reasons = observations.map((one) => (one.kind === 'unreachable' ? one.why : ''));
  expect(reasons.filter((why) => why.includes('no TLS handshake within'))).toHaveLength(2);
  expect(reasons.filter((why) => why.includes('was not asked'))).toHaveLength(4);
});
