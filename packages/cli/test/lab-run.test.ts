import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GenuineServers, host, leaf, root, startGenuine } from '../../../e2e/lab/world.ts';
import { describeWith, findProgram } from '../../../e2e/system.ts';
import { livepin, temporaryFolder } from './command-line.ts';

const main = new URL('../src/main.ts', import.meta.url).pathname;
const folder = temporaryFolder();
let server: GenuineServers;
beforeAll(async () => {
  server = await startGenuine();
  writeFileSync(folder.in('ca.pem'), root.pem);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const env = () => ({ LIVEPIN_LAB_STATE: folder.in('state'), TMPDIR: folder.path });
const genuine = () => ['--resolve', `${host}=127.0.0.1:${server.port}`, '--ca', 'ca.pem'];
const quick = () => [...genuine(), '--scenario', 'user-ca,untrusted-ca', '--tries', '1'];
const run = (options: readonly string[], command: readonly string[]) =>
  livepin(['lab', 'run', ...options, '--', ...command], { cwd: folder.path, env: env() });

describeWith(findProgram('curl'), 'livepin lab run with curl', (curl) => {
  const pinned = [curl, '-sS', '--pinnedpubkey', `sha256//${leaf.pin}`, `https://${host}/`];
  const unpinned = [curl, '-sS', '-H', 'X-Token: canary-12345', `https://${host}/`];

  test('says that it is not pinned, what was read, and how to mend it: exit status 1', async () => {
    const { status, stdout, stderr } = await run([...quick(), '--canary', 'token=canary-12345'], unpinned);
    expect(stdout).toMatch(/✗ api\.example\.com {2}not pinned\n[\s\S]+token \(canary\) in header x-token[\s\S]+mend/);
    expect(stdout).not.toContain('canary-12345');
    expect(stderr).toMatch(/^The lab changes nothing of this machine: [^\n]+\n$/);
    expect(status).toBe(1);
  });

  test('--unredacted says what it will write before it does', async () => {
    const { stderr } = await run([...quick(), '--unredacted', '--out', 'plain'], unpinned);
    expect(stderr).toMatch(/^What the app sends, and the keys of its connections, will stand in plain as it is/);
    expect(readFileSync(folder.in('plain/report.json'), 'utf8')).toContain('canary-12345');
  });

  test('says that it is pinned: exit status 0', async () => {
    const { status, stdout } = await run(quick(), pinned);
    expect(stdout).toMatch(/✓ api\.example\.com {2}pinned\n[\s\S]+The host is pinned/);
    expect(status).toBe(0);
  });

  test('an app that fails by itself is not judged: exit status 3', async () => {
    const { status, stdout } = await run(
      [...quick(), '--scenario', 'user-ca'],
      [...pinned, '--max-filesize', '1', '--fail', '--bad'],
    );
    expect(stdout).toContain('inconclusive');
    expect(status).toBe(3);
  });

  test('--fail-on never only reports', async () => {
    expect((await run([...quick(), '--fail-on', 'never'], unpinned)).status).toBe(0);
  });

  test('--json is the report', async () => {
    const { json } = await livepin(['lab', 'run', '--json', ...quick(), '--', ...pinned], {
      cwd: folder.path,
      env: env(),
    });
    expect(json()).toMatchObject({
      format: 'livepin-lab-report',
      subject: { build: [{ path: curl, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }] },
      hosts: [{ host, verdict: 'pinned' }],
    });
  });

  test('hosts that were expected and never seen are told of', async () => {
    writeFileSync(folder.in('pins.sh'), `curl --pinnedpubkey "sha256//${leaf.pin}" https://pay.example.com/\n`);
    const options = [...quick(), '--expect', 'login.example.com', '--config', 'pins.sh'];
    const { stdout } = await run(options, pinned);
    expect(stdout.replace(/\n */g, ' ')).toMatch(
      /never seen, so this test did not exercise it: (! )?login\.example\.com, pay\.example\.com/,
    );
  });

  test('--out writes the report in all forms, with a signature that binds the evidence', async () => {
    await livepin(['key', 'new', 'pin-key', 'key.pem', '--no-passphrase'], { cwd: folder.path });
    const { status } = await run([...quick(), '--out', 'report', '--sign', 'key.pem'], pinned);
    expect(status).toBe(0);
    expect(readdirSync(folder.in('report')).sort()).toEqual([
      'badge.svg',
      'evidence',
      'report.html',
      'report.json',
      'report.json.jws',
      'report.junit.xml',
      'report.sarif',
    ]);
    expect(readdirSync(folder.in('report/evidence')).filter((name) => name.endsWith('.pcapng'))).toHaveLength(2);
  });

  test('Ctrl-C ends it with what was found so far, and nothing is left behind', async () => {
    const options = [...genuine(), '--tries', '20'];
    const child = spawn(
      process.execPath,
      [main, 'lab', 'run', ...options, '--', '/bin/sh', '-c', `echo >> runs; exec "${curl}" -sS https://${host}/`],
      {
        cwd: folder.path,
        env: { PATH: process.env['PATH'], HOME: folder.path, ...env() },
      },
    );
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    // The control, the one without genuine CAs, and the first attack are over when a fourth begins.
    await expect
      .poll(() => existsSync(folder.in('runs')) && readFileSync(folder.in('runs'), 'utf8').length, { timeout: 30_000 })
      .toBeGreaterThan(3);
    child.kill('SIGINT');
    const [status] = await once(child, 'close');
    expect(stdout, stderr).toContain('The lab was ended early');
    expect(status).toBe(1);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('livepin-lab-'))).toEqual([]);
    expect(readdirSync(folder.in('state'))).toEqual([]);
  });
});

describe('livepin lab run', () => {
  test.each([
    { line: [], says: 'Name the command' },
    { line: ['--sign', 'key.pem', '--', 'true'], says: '--sign signs the report that --out writes' },
    { line: ['--genuine-key', 'key.pem', '--', 'true'], says: 'go together' },
    { line: ['--resolve', 'api.example.com', '--', 'true'], says: 'HOST[:PORT]=ADDRESS[:PORT]' },
    { line: ['--resolve', 'api.example.com=127.0.0.1:99999', '--', 'true'], says: 'there is no port 99999' },
    { line: ['--resolve', 'a b=127.0.0.1', '--', 'true'], says: '--resolve "a b=127.0.0.1": "a b" is not a host name' },
    { line: ['--bundle', 'ca.pem', '--', 'true'], says: 'ca.pem is no bundle that can be read.' },
    { line: ['--build', 'app.apk', '--', 'true'], says: 'app.apk cannot be hashed: no such file or directory. [' },
    { line: ['--out', 'ca.pem', '--', 'true'], says: 'ca.pem cannot be written: a part of its path is no folder.' },
    { line: ['--out', '/proc/report', '--', 'true'], says: '/proc/report cannot be written' },
    { line: ['--fail-on', 'everything', '--', 'true'], says: '"everything"' },
    { line: ['--expect', 'a b', '--', 'true'], says: '"a b" is not a host name' },
    { line: ['--canary', 'token', '--', 'true'], says: 'NAME=VALUE' },
    { line: ['--scenario', 'mitm', '--', 'true'], says: 'There is no scenario "mitm"' },
    { line: ['--ca', 'nothing.pem', '--', 'true'], says: 'nothing.pem cannot be read' },
    { line: ['--scenario', '', '--', 'true'], says: '--scenario is empty: name something, or leave the option out.' },
    { line: ['--scenario', 'user-ca', '--scenario=,', '--', 'true'], says: '--scenario is empty' },
    { line: ['--expect', ' ', '--', 'true'], says: '--expect is empty' },
    { line: ['--config=', '--', 'true'], says: '--config is empty' },
    { line: ['--out=', '--', 'true'], says: '--out is empty' },
  ])('$line is a mistake: a sentence, exit status 2, and nothing is started', async ({ line, says }) => {
    const { status, stdout, stderr } = await livepin(['lab', 'run', ...line], { cwd: folder.path, env: env() });
    expect(stderr).toContain(says);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test('where there is no folder for temporary files, it says which variable names it', async () => {
    const { status, stderr } = await livepin(['lab', 'run', '--', 'true'], {
      cwd: folder.path,
      env: { ...env(), TMPDIR: folder.in('nowhere') },
    });
    expect(stderr).toMatch(/nowhere, cannot be written \(TMPDIR names it\).+\[LP_FILE_UNWRITABLE\]/);
    expect(status).toBe(2);
  });

  test('a command that heeds no proxy is said to be untested, and what to do: exit status 3', async () => {
    const { status, stdout } = await run(quick(), ['true']);
    expect(stdout).toMatch(/to do {5}See that the command works by itself[\s\S]+Nothing was tested/);
    expect(status).toBe(3);
  });

  test('a command that is not there: exit status 3', async () => {
    const { status, stderr } = await run(quick(), ['./nothing']);
    expect(stderr).toMatch(/\.\/nothing cannot be started: .+ \[LP_LAB_COMMAND_FAILED\]/);
    expect(status).toBe(3);
  });
});

test('livepin lab scenarios says of each what an app must do, and why', async () => {
  const { stdout, status } = await livepin(['lab', 'scenarios']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/ {2}user-ca {2}MASVS-NETWORK-2[\s\S]+ {2}http3 {2}/);
  const { json } = await livepin(['lab', 'scenarios', '--json']);
  for (const scenario of json<Record<string, string>[]>()) expect(scenario['must'], scenario['id']).toMatch(/^\S.+\.$/);
});

describeWith(findProgram('python3'), 'the door', (python) => {
  test("the guide's program in Python attacks an app, and ends with the lab's exit status", async () => {
    const guide = readFileSync(new URL('../../../docs/lab.md', import.meta.url), 'utf8');
    const [, program] = guide.match(/^```python\n(.*?)^```/ms)!;
    writeFileSync(folder.in('door.py'), program!);
    writeFileSync(folder.in('livepin'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, { mode: 0o755 });
    writeFileSync(folder.in('app'), `#!/bin/sh\nexec curl -sS https://${host}/ > /dev/null\n`, { mode: 0o755 });
    const child = spawn(python, ['door.py', ...quick()], {
      cwd: folder.path,
      env: { PATH: `${folder.path}:${process.env['PATH']}`, HOME: folder.path, ...env() },
    });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    const [status] = await once(child, 'close');
    expect(said).toBe(`${host} not-pinned\n`);
    expect(status).toBe(1);
  });
});
