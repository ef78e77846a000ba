import { expect, test } from 'vitest';
import { curl, host, leaf, openLab, startGenuine, terminated } from './lab.ts';

test('a relayed connection reaches the genuine server, and nothing of it is read', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, { kind: 'relay' });
  expect((await curl(lab, `https://${host}/`)).out).toBe('hello\n');
  const [connection] = await lab.connections();
  expect(connection).toMatchObject({
    ...{ host, port: 443, via: 'connect', transport: 'tls', treatment: 'relay', reach: 'nothing', shown: [] },
  });
  expect(connection!.hello).toMatchObject({ serverName: host, protocols: ['h2', 'http/1.1'] });
});

test.each([
  { flag: '--http1.1', protocol: 'http/1.1' },
  { flag: '--http2', protocol: 'h2' },
])('what curl says over $protocol under a CA that it trusts is read', async ({ flag, protocol }) => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  const said = await curl(lab, flag, '--header', 'Authorization: Bearer secret', `https://${host}/path?query=1`);
  expect(said).toMatchObject({ out: 'hello\n', code: 0 });
  const [connection] = await lab.connections();
  expect(connection).toMatchObject({ reach: 'headers', treatment: 'terminate', isResumed: false });
  expect(connection!.requests).toMatchObject([{ protocol, method: 'GET', host, target: '/path?query=1', status: 200 }]);
  expect(connection!.requests[0]!.headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`)).toContain(
    'authorization: Bearer secret',
  );
  expect(connection!.shown[0]!.subject).toContain(host);
  expect(connection!.shown[0]!.pin).not.toBe(leaf.pin);
  expect(connection!.wire.keyLog.join('\n')).toContain('CLIENT_TRAFFIC_SECRET_0');
});

test('a body is read, and echoed by the genuine server', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, terminated);
  expect((await curl(lab, '--data', 'pin=1234', `https://${host}/`)).out).toBe('pin=1234');
  const [connection] = await lab.connections();
  expect(connection!.reach).toBe('body');
  expect(Buffer.from(connection!.requests[0]!.body).toString()).toBe('pin=1234');
});

test('curl that does not trust the CA refuses with an alert, before a byte', async () => {
  await using genuine = await startGenuine();
  await using lab = await openLab(genuine.port, { ...terminated, shows: { kind: 'forged', signer: 'unknown-ca' } });
  expect((await curl(lab, `https://${host}/`)).code).toBe(60);
  const [connection] = await lab.connections();
  expect(connection).toMatchObject({
    reach: 'nothing',
    requests: [],
    end: { by: 'app', during: 'handshake', alert: 48 },
  });
});
