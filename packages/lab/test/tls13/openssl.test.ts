import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issue } from '@livepin/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { TicketVault } from '../../src/tls13/ticket-vault.ts';
import { root, startTls13, type TestServer } from './serve.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livepin-tls13-'));
  await writeFile(join(folder, 'ca.pem'), root.pem);
  await writeFile(join(folder, 'early.txt'), 'early question');
});
afterAll(() => rm(folder, { recursive: true }));

describeWith(findProgram('openssl'), 'OpenSSL’s s_client', (openssl) => {
  /** What it prints, also while it runs. */
  function start({ port }: TestServer, ...more: string[]) {
    const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', 'ca.pem', '-verify_return_error', ...more];
    const client = spawn(openssl, args, { cwd: folder });
    const prints = new EventEmitter();
    let printed = '';
    for (const stream of [client.stdout, client.stderr])
      stream.on('data', (bytes) => {
        printed += bytes;
        prints.emit('more');
      });
    const ended = once(client, 'close').then(() => printed);
    const waitFor = async (words: string) => {
      while (!printed.includes(words))
        await Promise.race([once(prints, 'more'), ended.then(() => expect(printed).toContain(words))]);
    };
    return { stdin: client.stdin, ended, waitFor };
  }

  /** Says something, and gives all that it printed. */
  async function ask(server: TestServer, words: string, ...more: string[]): Promise<string> {
    const client = start(server, '-ign_eof', ...more);
    client.stdin.write(words);
    return client.ended;
  }

  test('early data is taken in a session of the lab’s, and is read before the handshake is over', async () => {
    await using server = await startTls13({ tickets: new TicketVault(), acceptsEarlyData: true });
    await ask(server, 'question', '-sess_out', 'session');
    expect(await server.next()).toMatchObject({ read: 'question', connection: { isResumed: false } });
    expect(await ask(server, '', '-sess_in', 'session', '-early_data', 'early.txt')).toContain(
      'Early data was accepted',
    );
    const { connection, read } = await server.next();
    expect(connection).toMatchObject({ isResumed: true, usedEarlyData: true });
    expect(read).toBe('early question');
    expect(server.keyLog.some((line) => line.startsWith('CLIENT_EARLY_TRAFFIC_SECRET '))).toBe(true);
  });

  test.each([
    { says: 'a lab that does not know the ticket', more: [] },
    { says: 'a lab that has to ask for a key share', more: ['-groups', 'P-521:P-256'] },
  ])('early data is passed over by $says', async ({ more }) => {
    await using known = await startTls13({ tickets: new TicketVault(), acceptsEarlyData: true });
    await ask(known, 'question', '-sess_out', 'session');
    await using server = await startTls13({ tickets: new TicketVault(), acceptsEarlyData: true });
    const printed = await ask(server, 'question', '-sess_in', 'session', '-early_data', 'early.txt', ...more);
    expect(printed).toContain('Early data was rejected');
    expect(await server.next()).toMatchObject({
      ...{ read: 'question', connection: { isResumed: false, usedEarlyData: false } },
    });
  });

  test('a ticket without early data is resumed without', async () => {
    await using server = await startTls13({ tickets: new TicketVault() });
    await ask(server, 'question', '-sess_out', 'session');
    expect(await ask(server, 'question', '-sess_in', 'session')).toContain('Reused, TLSv1.3');
  });

  test.each(['k\n', 'K\n'])('keys are changed when the app wants to (%j)', async (command) => {
    await using server = await startTls13({ answersAt: 8 });
    const client = start(server);
    await client.waitFor('Verify return code: 0');
    client.stdin.write(command);
    await client.waitFor('KEYUPDATE');
    client.stdin.write('question');
    await client.ended;
    expect((await server.next()).read).toBe('question');
  });

  test('an unknown CA is refused with its alert', async () => {
    await using server = await startTls13();
    await writeFile(join(folder, 'none.pem'), issue({ subject: 'CN=Other', ca: true }).pem);
    await ask(server, '', '-CAfile', 'none.pem');
    expect((await server.next()).end).toEqual({
      ...{ during: 'handshake', by: 'app', alert: 48, says: 'unknown CA (alert 48)' },
    });
  });
});
