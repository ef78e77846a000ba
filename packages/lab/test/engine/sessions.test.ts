import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { expect, test } from 'vitest';
import type { Treatment } from '../../src/treatment.ts';
import { host, type Lab, openLab, startGenuine, terminated } from './lab.ts';

/** Connects and asks once, and gives back the session that the lab handed out. */
async function visit(lab: Lab, version: tls.SecureVersion, session?: Buffer): Promise<Buffer | undefined> {
  const tcp = net.connect({ port: lab.front.port, host: '127.0.0.1' });
  tcp.write(`CONNECT ${host}:443 HTTP/1.1\r\n\r\n`);
  await once(tcp, 'data');
  const only = { minVersion: version, maxVersion: version };
  const socket = tls.connect({ socket: tcp, servername: host, rejectUnauthorized: false, session, ...only });
  let given: Buffer | undefined;
  socket.on('session', (ticket) => {
    given = ticket;
  });
  await once(socket, 'secureConnect');
  socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  socket.resume();
  await once(socket, 'close');
  return given;
}

test.each([
  { version: 'TLSv1.2', sessions: true },
  { version: 'TLSv1.3', sessions: true },
  { version: 'TLSv1.2', sessions: false },
  { version: 'TLSv1.3', sessions: false },
] as const)(
  '$version: whether a session is resumed is the treatment’s to say ($sessions)',
  async ({ version, sessions }) => {
    await using genuine = await startGenuine();
    await using lab = await openLab(genuine.port, { ...terminated, sessions });
    const session = await visit(lab, version);
    await visit(lab, version, session);
    const connections = await lab.connections();
    expect(connections.map(({ isResumed }) => isResumed)).toEqual([false, sessions]);
    expect(connections.map(({ reach }) => reach)).toEqual(['headers', 'headers']);
    expect(connections[1]!.hello!.offersSession).toBe(session !== undefined);
  },
);

test('a session of one certificate is resumed where another is shown since: the app sees neither', async () => {
  await using genuine = await startGenuine();
  const shows: Treatment[] = [
    { ...terminated, sessions: true },
    { ...terminated, sessions: true, shows: { kind: 'forged', signer: 'unknown-ca' } },
  ];
  await using lab = await openLab(genuine.port, terminated, {
    decide: ({ ordinal }) => ({ treatment: shows[ordinal]!, isAttack: true }),
  });
  await visit(lab, 'TLSv1.3', await visit(lab, 'TLSv1.3'));
  expect((await lab.connections()).map(({ isResumed }) => isResumed)).toEqual([false, true]);
});

test('no session of one front is resumed by another', async () => {
  await using genuine = await startGenuine();
  const treatment = { ...terminated, sessions: true };
  await using first = await openLab(genuine.port, treatment);
  await using second = await openLab(genuine.port, treatment);
  await visit(second, 'TLSv1.3', await visit(first, 'TLSv1.3'));
  expect(await second.connections()).toMatchObject([{ isResumed: false, hello: { offersSession: true } }]);
});

test('what was seen of a host is told to who decides, in order', async () => {
  await using genuine = await startGenuine();
  const seen: (readonly [number, readonly string[]])[] = [];
  await using lab = await openLab(genuine.port, terminated, {
    decide: ({ ordinal, earlier }) => {
      seen.push([ordinal, earlier.map(({ reach }) => reach)]);
      return { treatment: terminated, isAttack: true };
    },
  });
  await visit(lab, 'TLSv1.3');
  await lab.front.settled();
  await visit(lab, 'TLSv1.3');
  expect(seen).toEqual([
    [0, []],
    [1, ['headers']],
  ]);
});
