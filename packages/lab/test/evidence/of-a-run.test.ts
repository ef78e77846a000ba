import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GenuineServers, root, startGenuine } from '../../../../e2e/lab/world.ts';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { checkEvidence, evidenceIn } from '../../src/evidence/check-evidence.ts';
import { commandSubject, type Report, runLab } from '../../src/index.ts';

// The captures of a whole lab, of whatever way of treating connections: what the parts promise, together.

const secret = 's3cr3t-canary';
const state = mkdtempSync(join(tmpdir(), 'lab-evidence-test-'));
process.env['LIVEPIN_LAB_STATE'] = state;
const curl = findProgram('curl');
let server: GenuineServers;
beforeAll(async () => {
  server = await startGenuine();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(state, { recursive: true });
});

async function run(
  disclosure: Report['disclosure'],
  app: string,
  ...scenarios: string[]
): Promise<{ folder: string; report: Report }> {
  const folder = join(state, disclosure);
  const resolve = () => ({ host: '127.0.0.1', port: server.port });
  const options = { ca: root.pem, resolve, tries: 1, scenarios, disclosure, reportFolder: folder } as const;
  const url = `https://api.example.com/account/${secret}`;
  const said = `"${app}" -sS ${url}; "${app}" -sS -d ${secret} http://api.example.com/${secret}`;
  const canaries = [{ name: 'account', value: secret }];
  return {
    folder,
    report: await runLab({ ...options, canaries }, commandSubject({ command: ['/bin/sh', '-c', said] })),
  };
}

/** What of all captures in a folder tshark shows. */
function shownBy(tshark: string, folder: string, ...asked: string[]): string {
  const files = readdirSync(join(folder, 'evidence')).filter((name) => name.endsWith('.pcapng'));
  expect(files.length).toBeGreaterThan(0);
  return files
    .map((name) =>
      execFileSync(tshark, ['-r', join(folder, 'evidence', name), ...asked], {
        stdio: ['ignore', 'pipe', 'ignore'],
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      }),
    )
    .join('');
}

describeWith('missing' in curl ? curl : findProgram('tshark'), 'the captures of a lab', (tshark) => {
  const app = (curl as { path: string }).path;

  test('redacted, show certificates and alerts and nothing that the app sent', async () => {
    const { folder, report } = await run(
      'redacted',
      app,
      'user-ca',
      'untrusted-ca',
      'plain-http-downgrade',
      'early-data',
    );
    expect(report.hosts.flatMap(({ cells }) => cells).some(({ verdict }) => verdict === 'read')).toBe(true);
    const shown = shownBy(tshark, folder, '-V');
    expect(shown).toContain('Handshake Type: Certificate (11)');
    expect(shown).toContain('Description: Unknown CA (48)');
    expect(shown).not.toContain(secret);
    for (const name of readdirSync(join(folder, 'evidence')))
      expect(readFileSync(join(folder, 'evidence', name), 'latin1')).not.toContain(secret);
    expect(shownBy(tshark, folder, '-Y', 'tcp.analysis.flags || _ws.malformed')).toBe('');
    expect(await checkEvidence(folder, evidenceIn(report))).toEqual([]);
  });

  test('unredacted, show what was read', async () => {
    const { folder } = await run('unredacted', app, 'user-ca');
    expect(shownBy(tshark, folder, '-Y', 'http || http2', '-V')).toContain(`/account/${secret}`);
  });
});
