import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { host, openLab, startGenuine, terminated } from './lab.ts';

describeWith(findProgram('openssl'), 'an old stack', (openssl) => {
  test.each([
    { flag: '-tls1', version: 0x0301, ja4: 't10' },
    { flag: '-tls1_1', version: 0x0302, ja4: 't11' },
  ])('is attacked as any other ($flag)', async ({ flag, version, ja4 }) => {
    await using genuine = await startGenuine();
    await using lab = await openLab(genuine.port, terminated);
    const args = ['s_client', flag, '-cipher', 'DEFAULT@SECLEVEL=0', '-quiet', '-servername', host];
    const client = spawn(openssl, [...args, '-proxy', `127.0.0.1:${lab.front.port}`, '-connect', `${host}:443`], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    client.stdin.end(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(await text(client.stdout)).toContain('hello');
    const [connection] = await lab.connections();
    expect(connection).toMatchObject({ reach: 'headers', hello: { versions: [version] }, requests: [{ target: '/' }] });
    expect(connection?.hello?.ja4).toMatch(new RegExp(`^${ja4}d`));
    expect(connection?.wire.keyLog).toHaveLength(1);
  });
});
