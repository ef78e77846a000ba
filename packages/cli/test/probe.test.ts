import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { issue, startServer, startSilentServer } from '@livepin/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { describeWith, type Found, findProgram } from '../../../e2e/system.ts';
import { livepin, onTerminal, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const main = new URL('../src/main.ts', import.meta.url).pathname;

const root = issue({ subject: 'CN=Root', ca: true });
const intermediate = issue({ subject: 'CN=CA', ca: true, issuer: root });
const day = 86_400;
const now = Math.floor(Date.now() / 1000);
const named = { subject: 'CN=a', names: ['127.0.0.1', 'localhost', 'two.test'], issuer: intermediate };
const leaf = issue({ ...named, notAfter: now + 30.5 * day });
const ca = folder.in('ca.pem');
writeFileSync(ca, root.pem);

const good = await startServer([leaf, intermediate]);
const expired = await startServer([issue({ ...named, notAfter: now - 60 }), intermediate]);
const strange = await startServer([issue({ ...named, subject: 'CN==1+1' }), issue({ subject: 'CN=CA', ca: true })]);
const misnamed = await startServer([issue({ ...named, names: ['www.example.com'] }), intermediate]);
const silent = await startSilentServer();
for (const server of [good, expired, strange, misnamed, silent]) afterAll(() => server[Symbol.asyncDispose]());
const closed = await startServer([leaf]).then(async (server) => {
  await server[Symbol.asyncDispose]();
  return server;
});
const at = ({ port }: { port: number }) => `127.0.0.1:${port}`;
const probe = (...more: string[]) => livepin(['probe', '--ca', ca, ...more]);

interface Report {
  readonly target: string;
  readonly verdict: string;
  readonly chains: readonly Record<string, unknown>[];
  readonly failures: readonly Record<string, unknown>[];
}

describe('the exit status', () => {
  test.each([
    { says: 'all are fine', servers: [good, good], status: 0 },
    { says: 'one shows an expired certificate', servers: [good, expired], status: 1 },
    { says: 'one is for another name', servers: [misnamed], status: 1 },
    { says: 'one is not trusted', servers: [strange, good], status: 1 },
    { says: 'one could not be reached', servers: [good, closed], status: 3 },
    {
      says: 'one could not be reached, and one has a fault: the fault is certain',
      servers: [closed, expired],
      status: 1,
    },
  ])('$says: $status', async ({ servers, status }) => {
    expect((await probe(...servers.map(at))).status).toBe(status);
  });
});

describe('what is found', () => {
  test('as JSON: all of each host, in the order of the command line', async () => {
    const { json, stderr } = await probe(...[expired, good, closed, misnamed].map(at), '--json');
    const reports = json<Report[]>();
    expect(reports.map(({ target, verdict }) => [target, verdict])).toEqual([
      [at(expired), 'faulty'],
      [at(good), 'fine'],
      [at(closed), 'unreachable'],
      [at(misnamed), 'faulty'],
    ]);
    expect(reports[1]).toEqual({
      target: at(good),
      host: '127.0.0.1',
      port: good.port,
      startTls: null,
      verdict: 'fine',
      chains: [
        {
          address: '127.0.0.1',
          protocol: 'TLSv1.3',
          keyType: 'P-256',
          leafPin: leaf.pin,
          intermediatePins: [intermediate.pin],
          subject: 'CN=a',
          issuer: 'CN=CA',
          notBefore: expect.any(Number),
          notAfter: Math.floor(now + 30.5 * day),
          daysLeft: 30,
          path: [leaf, intermediate, root].map(({ pin, subject }) => ({ pin, subject })),
          served: [expect.objectContaining({ pin: leaf.pin }), expect.objectContaining({ pin: intermediate.pin })],
          code: null,
          fault: null,
          nameFault: null,
        },
      ],
      failures: [],
    });
    expect(reports[0]?.chains).toMatchObject([{ code: 'LP_CERTIFICATE_EXPIRED', daysLeft: -1, path: [] }]);
    expect(reports[3]?.chains).toMatchObject([{ code: 'LP_NAME_MISMATCH', nameFault: expect.any(String) }]);
    expect(reports[2]?.failures).toMatchObject([{ code: 'LP_UNREACHABLE', reason: 'refused' }]);
    expect(stderr).toBe('');
    expect(good.received()).toBe(0);
  });

  test('as lines of JSON, one for each host', async () => {
    const { stdout } = await probe(...[good, closed].map(at), '--json-lines');
    const reports = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Report);
    expect(reports.map(({ target }) => target).sort()).toEqual([good, closed].map(at).sort());
  });

  test('as CSV: a head, a row for each chain and for each failure, and no formula', async () => {
    const { stdout } = await probe(...[good, strange, closed].map(at), '--csv');
    const [head, ...rows] = stdout.trimEnd().split('\r\n');
    expect(head).toMatch(/^host,port,starttls,verdict,address,/);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toContain(`127.0.0.1,${good.port},,fine,127.0.0.1,TLSv1.3,P-256,${leaf.pin},${intermediate.pin},`);
    expect(rows[1]).toContain('LP_CHAIN_UNTRUSTED,,');
    expect(rows[1]).not.toMatch(/,"?=/);
    expect(rows[2]).toContain('LP_UNREACHABLE,refused,');
  });

  test('as a table, then what is wrong with a hint for each code, then the count', async () => {
    const { stdout, stderr } = await probe(...[good, expired, closed].map(at));
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^host +address +protocol +key +days left +pin +pins of the CAs between$/);
    expect(lines[1]).toBe(`${at(good)}  127.0.0.1  TLSv1.3   P-256  30         ${leaf.pin}  ${intermediate.pin}`);
    expect(stdout).toMatch(/\nfaulty {2}127\.0\.0\.1:\d+ \(127\.0\.0\.1\) {2}.+ \[LP_CERTIFICATE_EXPIRED\]\n/);
    expect(stdout).toMatch(/\nunreachable {2}127\.0\.0\.1:\d+ could not be reached: .+ \[refused\]\n/);
    expect(stdout).toMatch(/\nhint: .+ \[LP_CERTIFICATE_EXPIRED\]\nhint: .+ \[LP_UNREACHABLE\]\n/);
    expect(lines.at(-1)).toBe('3 hosts: 1 fine, 1 faulty, 1 unreachable');
    expect(stderr).toBe('');
  });

  test('a subject does nothing to a terminal, in any form', async () => {
    const hostile = 'CN=\u001b[2J\u202e\u009bx';
    await using server = await startServer([issue({ ...named, subject: hostile })]);
    for (const form of [[], ['--json'], ['--json-lines'], ['--csv']]) {
      const { stdout } = await probe(at(server), ...form);
      expect(stdout.replaceAll('\r\n', '\n')).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    }
  });
});

describe('which hosts', () => {
  test('lines of a file, remarks and empty lines left out; each host once', async () => {
    const list = folder.in('hosts.txt');
    writeFileSync(list, `# ours\n${at(good)}\n\n  ${at(closed)}  # gone\r\nhttps://${at(good)}/v1\n`);
    const { json } = await probe('--file', list, at(expired), '--json');
    expect(json<Report[]>().map(({ target }) => target)).toEqual([at(expired), at(good), at(closed)]);
  });

  test('standard input, where none are given', async () => {
    const { json } = await livepin(['probe', '--ca', ca, '--json'], { input: `${at(good)}\n` });
    expect(json()).toMatchObject([{ target: at(good), verdict: 'fine' }]);
  });

  test.each([
    { says: 'none', input: '# nobody\n', more: [], why: 'No host was given' },
    { says: 'one that is none', input: 'a.example\nb c\n', more: [], why: 'standard input, line 2: "b c"' },
    { says: 'two forms', input: '', more: ['--csv', '--json-lines', 'a.example'], why: 'Give one of' },
    {
      says: 'a proxy that is none',
      input: '',
      more: ['--proxy', 'x://u:secret@h', 'a.example'],
      why: '--proxy is not',
    },
  ])('$says: exit status 2, and nobody is asked', async ({ input, more, why }) => {
    const { status, stderr, stdout } = await livepin(['probe', ...more], { input });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(why);
    expect(stderr).not.toContain('secret');
  });
});

test('a silent host is left when the time is up', async () => {
  const { status, json } = await probe(...[silent, good].map(at), '--timeout', '1', '--json');
  expect(status).toBe(3);
  expect(json()).toMatchObject([{ failures: [{ reason: 'timed-out' }] }, { verdict: 'fine' }]);
});

test('both chains of a host with two kinds of keys', async () => {
  const { stdout } = await probe(at(good), '--variants', '--all-addresses');
  expect(stdout).toContain('1 host: 1 fine');
  expect(stdout.match(/P-256/g)).toHaveLength(1);
});

test('Ctrl-C prints what was found so far, and the rest was not asked', async () => {
  const hosts = [good, silent, closed].map(at);
  const child = spawn(process.execPath, [main, 'probe', '--ca', ca, ...hosts, '--concurrency', '2', '--json-lines'], {
    env: { PATH: process.env['PATH'] },
  });
  const lines: Report[] = [];
  let unread = '';
  child.stdout.on('data', (chunk) => {
    const parts = `${unread}${chunk}`.split('\n');
    unread = parts.pop()!;
    lines.push(...parts.map((line) => JSON.parse(line) as Report));
    if (lines.length === 2) child.kill('SIGINT');
  });
  const [status] = await once(child, 'close');
  expect(status).toBe(3);
  expect(lines.map(({ verdict }) => verdict).sort()).toEqual(['fine', 'unreachable']);
});

describeWith(findProgram('script'), 'on a terminal', (script) => {
  test('a line for each host as it is done, and one that changes below them', async () => {
    writeFileSync(folder.in('run.sh'), `exec "$NODE" "$MAIN" probe --ca ca.pem ${at(good)} ${at(closed)}\n`);
    const child = spawn(script, ['-qec', 'sh run.sh', '/dev/null'], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'], TERM: 'xterm', NODE: process.execPath, MAIN: main },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    expect(await once(child, 'close')).toEqual([3, null]);
    expect(said).toMatch(/\r\u001b\[K.*fine.* 127\.0\.0\.1:\d+ {2}TLSv1\.3 {2}P-256 {2}30 days\r\n/);
    expect(said).toMatch(/\r\u001b\[K.*unreachable/);
    expect(said).toMatch(/2 hosts: 1 (fine|unreachable)\r\u001b\[K/);
    expect(said).toContain('2 hosts: 1 fine, 1 unreachable');
  });

  test('of hosts that Ctrl-C left unasked no hint says what to mend', async () => {
    const command = `probe --ca ca.pem ${at(good)} ${at(silent)}`;
    const said = await onTerminal(script, folder.path, command, [['2 hosts: 1 fine', '\u0003']]);
    expect(said).toContain('2 hosts: 1 fine, 1 not asked');
    expect(said).not.toContain('hint:');
  });
});

describe('check and pin', () => {
  test('tell the remedy of a refusal with its code', async () => {
    const { status, stdout } = await livepin(['check', at(expired), '--ca', ca]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^refuse {2}.+ \[LP_CERTIFICATE_EXPIRED\]\n {2}\S.+\n/);
  });

  test.each([{ line: ['check', at(good)] }, { line: ['pin', '--host', at(good)] }, { line: ['probe', at(good)] }])(
    '$line goes through the proxy that the environment names, unless told otherwise',
    async ({ line }) => {
      const env = { HTTPS_PROXY: `http://user:secret@${at(closed)}` };
      const [proxied, told, excepted] = await Promise.all([
        livepin([...line, '--ca', ca], { env }),
        livepin([...line, '--ca', ca, '--proxy', 'none'], { env }),
        livepin([...line, '--ca', ca], { env: { ...env, NO_PROXY: '127.0.0.0/8' } }),
      ]);
      expect([proxied, told, excepted].map(({ status }) => status)).toEqual([3, 0, 0]);
      expect(proxied.stdout + proxied.stderr).toContain(`the proxy ${at(closed)} could not be reached`);
      expect(proxied.stdout + proxied.stderr).not.toContain('secret');
    },
  );
});

// Names of our own, without touching the machine's: a namespace in which other files lie over those in /etc.
const namespaces: Found =
  process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0
    ? { path: 'unshare' }
    : { missing: 'names of our own need the right to make a mount namespace' };

describeWith(namespaces, 'names', (unshare) => {
  const within = (mounts: Readonly<Record<string, string>>, ...line: string[]) => {
    const binds = Object.entries(mounts).map(([file, over]) => `mount --bind ${file} ${over}`);
    return spawn(
      unshare,
      ['-m', 'sh', '-ec', [...binds, 'exec "$@"'].join('\n'), 'sh', process.execPath, main, ...line],
      {
        env: { PATH: process.env['PATH'] },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
  };
  const outcome = async (child: ReturnType<typeof within>) => {
    let said = '';
    child.stdout?.on('data', (chunk) => {
      said += chunk;
    });
    const [status] = await once(child, 'close');
    return { status, reports: JSON.parse(said) as Report[] };
  };

  test('every address of one is looked at, and one that is dead does not hide another', async () => {
    const hosts = folder.in('hosts');
    writeFileSync(hosts, '127.0.0.1 localhost\n127.0.0.9 two.test\n127.0.0.1 two.test\n');
    const line = ['probe', `two.test:${good.port}`, '--ca', ca, '--json'];
    const [one, all] = await Promise.all([
      outcome(within({ [hosts]: '/etc/hosts' }, ...line)),
      outcome(within({ [hosts]: '/etc/hosts' }, ...line, '--all-addresses')),
    ]);
    expect(one).toMatchObject({ status: 0, reports: [{ verdict: 'fine', chains: [{ address: '127.0.0.1' }] }] });
    expect(all).toMatchObject({
      status: 3,
      reports: [
        {
          verdict: 'unreachable',
          chains: [{ address: '127.0.0.1', leafPin: leaf.pin }],
          failures: [{ address: '127.0.0.9', reason: 'refused' }],
        },
      ],
    });
  });

  test('one that no name server answers for holds up neither the others nor the end of the program', async () => {
    const nameServer = createSocket('udp4');
    let questions = 0;
    nameServer.on('message', () => questions++);
    await new Promise<void>((bound) => nameServer.bind(53, '127.0.0.53', bound));
    const resolver = folder.in('resolv.conf');
    writeFileSync(resolver, 'nameserver 127.0.0.53\noptions timeout:30 attempts:2\n');
    const dead = Array.from({ length: 8 }, (_, index) => `dead-${index}.example.com`);
    const line = ['probe', ...dead, `localhost:${good.port}`, '--ca', ca, '--timeout', '3', '--json'];
    const { status, reports } = await outcome(within({ [resolver]: '/etc/resolv.conf' }, ...line));
    nameServer.close();
    expect(status).toBe(3);
    expect(reports.map(({ verdict, failures }) => failures[0]?.['reason'] ?? verdict)).toEqual([
      ...dead.map(() => 'timed-out'),
      'fine',
    ]);
    // A and AAAA for each, and no second attempt: the program ended before the look-ups did.
    expect(questions).toBe(2 * dead.length);
  });
});
