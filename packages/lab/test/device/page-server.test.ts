import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatPem } from '@livepin/pki';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { openPageServer, type PageServer } from '../../src/device/page-server.ts';
import { subjectHashOld } from '../../src/device/subject-hash.ts';
import { forgeChain } from '../../src/forge/forge-chain.ts';
import { makeLabCas } from '../../src/forge/lab-cas.ts';

describeWith(findProgram('curl'), 'a device at the pages of the lab', (curl) => {
  const now = Date.now() / 1000;
  const cas = makeLabCas(now);
  const root = cas.userCa.certificate;
  const folder = mkdtempSync(join(tmpdir(), 'livepin-'));
  const checks: boolean[] = [];
  let server: PageServer;

  beforeAll(async () => {
    writeFileSync(join(folder, 'root.pem'), formatPem('CERTIFICATE', root.der));
    server = await openPageServer({
      root: root.der,
      fingerprint: root.fingerprint,
      facts: () => ({
        deviceUrl: null,
        localUrl: 'http://127.0.0.1:8899',
        rootName: root.subjectText,
        rootHash: subjectHashOld(root),
        serial: null,
      }),
      leafFor: (host) =>
        forgeChain({ kind: 'forged', signer: 'user-ca' }, { host, genuine: null, tester: null }, cas, now),
      onCheck: (isProof) => checks.push(isProof),
    });
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  function ask(url: string, ...more: string[]): Promise<{ status: number; said: string }> {
    const to = ['--connect-to', `::127.0.0.1:${url.startsWith('https') ? server.tlsPort : server.plainPort}`];
    return new Promise((resolve) => {
      execFile(curl, ['-sS', ...to, ...more, url], (error, stdout) =>
        resolve({ status: typeof error?.code === 'number' ? error.code : 0, said: stdout }),
      );
    });
  }
  const trusting = ['--cacert', join(folder, 'root.pem')];

  test('finds the page, without anything in it that runs or is fetched from elsewhere', async () => {
    const { said } = await ask('http://livepin.lab/', '-i');
    expect(said).toContain("content-security-policy: default-src 'none'");
    expect(said).toContain('Livepin lab');
    expect(said).not.toMatch(/<script|<img|<link|@import|url\(/);
  });

  test('that trusts the lab proves it', async () => {
    checks.length = 0;
    const { said } = await ask('https://check-000000000001.livepin.lab/', ...trusting);
    expect(said).toContain('This device trusts');
    expect(checks).toEqual([true]);
  });

  test('that went past a warning proves nothing', async () => {
    checks.length = 0;
    const url = 'https://check-000000000002.livepin.lab/';
    expect(await ask(url)).toMatchObject({ status: 60 });
    const { said } = await ask(url, '--insecure');
    expect(said).toContain('does not trust');
    expect(checks).toEqual([false]);
  });

  test('that had no CA first, and has it now, proves it under a new name', async () => {
    checks.length = 0;
    expect(await ask('https://check-000000000003.livepin.lab/')).toMatchObject({ status: 60 });
    await ask('https://check-000000000004.livepin.lab/', ...trusting);
    expect(checks).toEqual([true]);
  });

  test('proves nothing under the name without a check, for which a browser may keep an exception', async () => {
    checks.length = 0;
    await ask('https://livepin.lab/', ...trusting);
    expect(checks).toEqual([false]);
  });

  test('under the name of somebody else gets nothing', async () => {
    const { said } = await ask('http://evil.example/', '-w', '%{http_code}');
    expect(said).toContain('421');
  });
});
