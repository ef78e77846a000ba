import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issue, startServer, type TestServer } from '@livepin/testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWith } from '../../../../e2e/system.ts';
import { runLab } from '../../src/run/run-lab.ts';
import { commandSubject } from '../../src/subject/command.ts';

const can = spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', '--mount-proc', 'ip', 'link']);
const namespaces =
  can.status === 0 ? { path: 'unshare' } : { missing: `no namespaces here: ${can.stderr ?? can.error}` };

const host = 'api.livepin.test';
const root = issue({ subject: 'CN=Genuine Root', ca: true });
const leaf = issue({ subject: `CN=${host}`, issuer: root });

describeWith(namespaces, 'an app that heeds no proxy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'livepin-transparent-test-'));
  let server: TestServer;
  beforeAll(async () => {
    vi.stubEnv('LIVEPIN_LAB_STATE', join(folder, 'state'));
    server = await startServer([leaf]);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const curl = ['curl', '-sS', '--noproxy', '*', '-H', 'Authorization: Bearer secret'] as const;
  test.each([
    { says: 'pinned', more: ['--pinnedpubkey', `sha256//${leaf.pin}`], port: 443, verdict: 'pinned' },
    { says: 'not pinned on another port', more: [], port: 8447, verdict: 'not-pinned' },
  ])('is seen, and found $says', async ({ more, port, verdict }) => {
    const subject = commandSubject({ command: [...curl, ...more, `https://${host}:${port}/account`] });
    const report = await runLab(
      {
        mode: 'transparent',
        scenarios: ['user-ca', 'untrusted-ca'],
        tries: 1,
        ca: root.pem,
        resolve: (name, wanted) =>
          name === host ? { host: '127.0.0.1', port: server.port } : { host: name, port: wanted },
      },
      subject,
    );
    expect(report.mode).toBe('transparent');
    expect(report.hosts).toMatchObject([{ host, port, verdict }]);
  });

  test('that is not there is told of as elsewhere', async () => {
    const started = runLab({ mode: 'transparent' }, commandSubject({ command: ['./livepin-nothing'] }));
    await expect(started).rejects.toMatchObject({
      code: 'LP_LAB_COMMAND_FAILED',
      message: './livepin-nothing cannot be started: there is no such program.',
    });
  });
});
