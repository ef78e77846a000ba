import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { listen, stopListening } from '../../src/service/listen.ts';

test('stopping lets an answer under way finish, and its kept connection end', async () => {
  let finish = () => {};
  const server = createServer((_request, response) => {
    finish = () => response.end('done');
  });
  const url = await listen(server, '127.0.0.1', 0);
  const agent = new Agent({ keepAlive: true });
  const arrived = once(server, 'request');
  const answered = new Promise<string>((resolve) =>
    get(url, { agent }, (response) => response.once('data', (chunk) => resolve(String(chunk)))),
  );
  await arrived;
  let isCut = false;
  const stopped = stopListening(server, 600_000).then(() => {
    isCut = true;
  });
  expect(isCut).toBe(false);
  finish();
  expect(await answered).toBe('done');
  await stopped;
  agent.destroy();
});

test('what does not finish is cut off', async () => {
  const server = createServer(() => undefined);
  const url = await listen(server, '127.0.0.1', 0);
  const arrived = once(server, 'request');
  const cut = new Promise((resolve) => get(url).once('error', resolve));
  await arrived;
  await stopListening(server, 20);
  expect(await cut).toMatchObject({ code: 'ECONNRESET' });
});

const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));

test('an IPv6 address stands in brackets', async ({ skip }) => {
  if (!hasIpv6) return skip('this machine has no IPv6 loopback address');
  const server = createServer();
  expect(await listen(server, '::1', 0)).toMatch(/^http:\/\/\[::1\]:\d+$/);
  await stopListening(server, 20);
});
