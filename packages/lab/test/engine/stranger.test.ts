import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import { describeWith, type Found, findProgram } from '../../../../e2e/system.ts';
import { strangerOf } from '../../src/engine/stranger.ts';
import { curl, host, listening, openLab, run, startGenuine, terminated } from './lab.ts';

const nobody = 65_534;
const setpriv: Found =
  process.platform !== 'linux' || process.getuid?.() !== 0
    ? { missing: 'only root, on Linux, can be somebody else' }
    : findProgram('setpriv');

describeWith(setpriv, 'the port of a lab', (path) => {
  test('is for whoever runs it, and for nobody else', async () => {
    await using genuine = await startGenuine();
    const strangers: number[] = [];
    await using lab = await openLab(genuine.port, terminated, { onStranger: (user) => strangers.push(user) });
    const asNobody = [
      `--reuid=${nobody}`,
      '--clear-groups',
      'curl',
      '-sS',
      '--proxy',
      lab.proxyUrl,
      `https://${host}/`,
    ];
    for (let time = 0; time < 2; time++) expect((await run(path, asNobody)).err).toMatch(/reset/);
    expect((await curl(lab, `https://${host}/`)).out).toBe('hello\n');
    expect(strangers).toEqual([nobody]);
    expect(await lab.connections()).toHaveLength(1);
  });

  test('is for everybody where nobody asks', async () => {
    await using genuine = await startGenuine();
    await using lab = await openLab(genuine.port, terminated);
    const asNobody = [`--reuid=${nobody}`, '--clear-groups', 'curl', '-sSk', '--proxy', lab.proxyUrl];
    expect((await run(path, [...asNobody, `https://${host}/`])).out).toBe('hello\n');
  });
});

test.each(['127.0.0.1', '::1'])("one's own connections are no stranger's (%s)", async (address) => {
  const server = net.createServer();
  await using own = await listening(server, address);
  const client = net.connect({ port: own.port, host: address });
  const [socket] = (await once(server, 'connection')) as [net.Socket];
  expect(strangerOf(socket)).toBeNull();
  client.destroy();
});
