import { type ChildProcess, execFileSync, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import type { Destination } from '../../src/engine/intake.ts';
import { type Keeper, openKeeper } from '../../src/keeper/keeper.ts';
import { type Namespace, type NamespaceOptions, openNamespace } from '../../src/transparent/namespace.ts';

const folder = mkdtempSync(join(tmpdir(), 'livepin-namespace-test-'));
afterAll(() => rm(folder, { recursive: true }));

/** What of this machine anything in the namespace could have changed. */
function hostState(): string {
  const files = ['/etc/resolv.conf', '/etc/hosts', '/etc/nsswitch.conf', '/proc/self/mountinfo'];
  const addresses = [['addr'], ['route', 'show', 'table', 'all'], ['-6', 'route', 'show', 'table', 'all']];
  // Without the seconds that an address is good for.
  const said = addresses.map((what) => execFileSync('ip', what, { encoding: 'utf8' }).replace(/\d+sec/g, ''));
  return [...files.map((file) => readFileSync(file, 'utf8')), ...said].join('\n');
}

/** Who is in a network namespace. */
function processesIn(network: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/ns/net`) === network;
    } catch {
      // It ended while we looked.
      return false;
    }
  });
}

async function said(child: ChildProcess): Promise<{ status: number | null; out: string; error: string }> {
  const [out, error, [status]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'exit')]);
  return { status, out, error };
}

/** Tells an HTTP client whom it was taken to want. */
function accept(stream: Duplex, destination: Destination): void {
  stream.on('error', () => {});
  stream.once('data', () => {
    const body = JSON.stringify(destination);
    stream.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
  });
}

const answers: Omit<NamespaceOptions, 'keeper'> = {
  accept,
  acceptDatagram: (datagram, { destination, reply }) => {
    reply(Buffer.from(JSON.stringify({ ...destination, heard: Buffer.from(datagram).toString() })));
  },
  exists: async (name) => {
    if (name === 'broken.example') throw new Error('The resolver outside does not answer.');
    return name !== 'missing.example';
  },
  announcesHttp3: (name) => name.startsWith('h3.'),
};

const before = process.platform === 'linux' ? hostState() : '';
const probe = spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', '--mount-proc', 'ip', 'link'], {
  encoding: 'utf8',
});
const can =
  probe.status === 0 ? { path: 'unshare' } : { missing: `no namespaces here: ${probe.stderr ?? probe.error}` };

describeWith(can, 'a namespace', () => {
  let keeper: Keeper;
  let namespace: Namespace;
  let network: string;

  beforeAll(async () => {
    keeper = await openKeeper(join(folder, 'state'));
    const opened = await openNamespace({ keeper, ...answers });
    if ('missing' in opened) throw new Error(opened.missing);
    namespace = opened;
    network = (await run('readlink', '/proc/self/ns/net')).out.trim();
  });
  afterAll(async () => {
    await namespace[Symbol.asyncDispose]();
    await keeper[Symbol.asyncDispose]();
    expect(processesIn(network)).toEqual([]);
    expect(readdirSync(join(folder, 'state'))).toEqual([]);
    expect(hostState()).toBe(before);
  });

  const run = (program: string, ...arguments_: string[]) =>
    said(namespace.spawn(program, arguments_, { stdio: ['ignore', 'pipe', 'pipe'] }));
  const node = (script: string, ...arguments_: string[]) => run(process.execPath, '-e', script, ...arguments_);
  const fetched = async (...arguments_: string[]) => {
    const { out, error } = await run('curl', '-sS', '--noproxy', '*', ...arguments_);
    expect(error).toBe('');
    return JSON.parse(out);
  };

  test('has connections by a name, which the lab then knows without being told by them', async () => {
    const { address, ...rest } = await fetched('-H', 'Host:', 'http://api.example.com/');
    expect(rest).toEqual({ via: 'transparent', host: 'api.example.com', port: 80 });
    expect(address).toMatch(/^198\.1[89]\./);
    expect(await fetched('-6', 'http://api.example.com/')).toMatchObject({ host: 'api.example.com', port: 80 });
    expect(await fetched('http://API.Example.Com./')).toMatchObject({ host: 'api.example.com', address });
  });

  test('has connections to addresses that stand in the app', async () => {
    const destination = { via: 'transparent', host: null };
    expect(await fetched('http://1.1.1.1/')).toEqual({ ...destination, port: 80, address: '1.1.1.1' });
    expect(await fetched('http://[2606:4700::1111]:443/')).toEqual({
      ...destination,
      port: 443,
      address: '2606:4700::1111',
    });
  });

  test('has connections to any port, where they can be redirected', async ({ skip }) => {
    if (namespace.ports !== null) skip('neither nft nor iptables works here');
    expect(await fetched('http://api.example.com:9/')).toMatchObject({ host: 'api.example.com', port: 9 });
    expect(await fetched('http://1.1.1.1:61443/')).toMatchObject({ address: '1.1.1.1', port: 61_443 });
    expect(await fetched('-6', 'http://api.example.com:65535/')).toMatchObject({
      host: 'api.example.com',
      port: 65_535,
    });
    // A client that speaks to IPv4 by an IPv6 socket.
    const script = `require('net').connect({ host: '::ffff:9.9.9.9', port: 4711 }, function () { this.write('x') }).pipe(process.stdout)`;
    expect((await node(script)).out).toContain('"port":4711,"address":"9.9.9.9"');
  });

  test('tells many connections at once apart', async () => {
    const urls = Array.from({ length: 60 }, (_, index) => `http://host${index % 20}.example:${8000 + index}/`);
    const { out } = await run('curl', '-sS', '--noproxy', '*', '--parallel', ...urls);
    const seen = (out.match(/\{[^}]*\}/g) ?? []).map((each) => JSON.parse(each));
    expect(seen.map(({ host, port }) => `http://${host}:${port}/`).sort()).toEqual(urls.sort());
  });

  test('leaves an app its own servers, on the loopback interface, and localhost its name', async () => {
    const script = `require('http').createServer((_, answer) => answer.end('mine')).listen(8080, async function () {
      for (const host of ['127.0.0.1', 'localhost', '[::1]']) console.log(await (await fetch('http://' + host + ':8080')).text());
      console.log((await (await fetch('http://api.example.com:8080')).json()).host);
      this.close();
    });`;
    expect((await node(script)).out).toBe('mine\nmine\nmine\napi.example.com\n');
  });

  test('reaches nothing of the real network, this machine included', async () => {
    const server = createServer((socket) => socket.end('the real one')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const outside = connect(port, '127.0.0.1');
    expect(await text(outside)).toBe('the real one');
    expect((await run('curl', '-sS', '--noproxy', '*', `http://127.0.0.1:${port}/`)).status).toBe(7);
    server.close();
  });

  test('has datagrams, and answers from where they went', async () => {
    const script = `const [type, host, own] = process.argv.slice(1);
      const socket = require('dgram').createSocket(type);
      socket.on('message', (text, from) => { console.log(JSON.stringify({ ...JSON.parse(text), from: from.address })); socket.close(); });
      if (own) socket.connect(443, host, () => socket.send('hello')); else socket.send('hello', 443, host);`;
    const heard = async (...arguments_: string[]) => JSON.parse((await node(script, ...arguments_)).out);
    for (const isConnected of [[], ['connected']]) {
      for (const type of ['udp4', 'udp6']) {
        const seen = await heard(type, 'quic.example', ...isConnected);
        expect(seen).toMatchObject({ via: 'transparent', host: 'quic.example', port: 443, heard: 'hello' });
        expect(seen.from).toBe(seen.address);
      }
      expect(await heard('udp4', '9.9.9.9', ...isConnected)).toMatchObject({
        host: null,
        address: '9.9.9.9',
        from: '9.9.9.9',
      });
    }
  });

  test('resolves names as the C library asks for them', async () => {
    const { out } = await run('getent', 'ahosts', 'getent.example');
    expect(out).toMatch(/^198\.1[89]\.\d+\.\d+ +STREAM getent\.example$/m);
    expect(out).toMatch(/^fd6c:6976:6570:696e::[0-9a-f]+ +STREAM/m);
    const [address] = out.split(' ') as [string];
    expect((await run('getent', 'hosts', address)).out).toMatch(/ getent\.example$/m);
    expect((await run('getent', 'hosts', 'missing.example')).status).toBe(2);
  });

  describeWith(findProgram('dig'), 'asked by dig', () => {
    const dig = async (...question: string[]) => (await run('dig', '+time=2', '+tries=1', ...question)).out;

    test('says that HTTP/3 is spoken where the lab wants it said', async () => {
      expect((await dig('+short', 'h3.example', 'HTTPS')).trim()).toBe('1 . alpn="h3,h2"');
      expect(await dig('other.example', 'HTTPS')).toMatch(/status: NOERROR.*\n.*ANSWER: 0/);
    });

    test.each(['+notcp', '+tcp', '+noedns'])('answers %s, and as any resolver that an app may know', async (how) => {
      for (const server of ['@127.0.0.1', '@8.8.8.8', '@::1']) {
        expect(await dig(how, '+short', server, 'api.example.com', 'A')).toMatch(/^198\.1[89]\.\d+\.\d+\n$/);
      }
    });

    test('says what is not there, and what could not be found out', async () => {
      expect(await dig('missing.example')).toContain('status: NXDOMAIN');
      expect(await dig('broken.example')).toContain('status: SERVFAIL');
      expect(await dig('api.example.com', 'MX')).toMatch(/status: NOERROR.*\n.*ANSWER: 0/);
      expect(await dig('api.example.com', 'A', '-c', 'CH')).toContain('status: REFUSED');
      expect(await dig('+opcode=NOTIFY', 'api.example.com')).toContain('status: NOTIMP');
    });
  });

  test('runs programs as this user, where they were, with what they are given', async () => {
    const child = namespace.spawn('sh', ['-c', 'id -u; pwd; echo "$GIVEN"; cat; exit 7'], {
      cwd: folder,
      env: { ...process.env, GIVEN: 'a b' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin!.end('typed\n');
    expect(await said(child)).toEqual({ status: 7, out: `${userInfo().uid}\n${folder}\na b\ntyped\n`, error: '' });
    expect((await run('no-such-program-of-anybody')).status).toBe(127);
    expect((await run('/etc')).status).toBe(126);
  });

  test('a signal to the group of a program reaches it', async () => {
    const child = namespace.spawn('sh', ['-c', 'sleep 600 & echo up; wait'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await once(child.stdout!, 'data');
    process.kill(-child.pid!, 'SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });

  test('ends whatever ran in it, and forgets nothing', async () => {
    const other = await openNamespace({ keeper, ...answers });
    if ('missing' in other) throw new Error(other.missing);
    const child = other.spawn('sh', ['-c', 'setsid sleep 600 & readlink /proc/self/ns/net; wait'], { detached: true });
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    expect(processesIn(line).length).toBeGreaterThan(2);
    await other[Symbol.asyncDispose]();
    expect(processesIn(line)).toEqual([]);
    expect((await fetched('http://api.example.com/')).host).toBe('api.example.com');
  });

  /** Has programs be refused, as where the kernel lacks what they need. */
  async function without(names: readonly string[], ports: readonly number[]): Promise<Namespace> {
    const fakes = mkdtempSync(join(folder, 'fakes-'));
    for (const name of names) writeFileSync(join(fakes, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    vi.stubEnv('PATH', `${fakes}:${process.env['PATH']}`);
    const opened = await openNamespace({ keeper, ...answers, ports }).finally(() => vi.unstubAllEnvs());
    if ('missing' in opened) throw new Error(opened.missing);
    return opened;
  }

  const iptables = findProgram('iptables');
  test.for([
    { says: 'by nft', names: ['iptables', 'ip6tables'], program: findProgram('nft'), all: true },
    { says: 'by iptables', names: ['nft'], program: iptables, all: true },
    {
      says: 'by neither, which leaves the usual ports and those asked for',
      names: ['nft', 'iptables', 'ip6tables'],
      program: iptables,
      all: false,
    },
  ])('has connections redirected $says', async ({ names, program, all }, { skip }) => {
    if ('missing' in program && all) skip(program.missing);
    await using other = await without(names, [4711]);
    expect(other.ports === null).toBe(all);
    if (other.ports !== null) expect(other.ports).toContain(4711);
    for (const family of ['-4', '-6']) {
      for (const port of [443, 4711]) {
        const url = `http://api.example.com:${port}/`;
        const how: SpawnOptions = { stdio: ['ignore', 'pipe', 'pipe'] };
        const { out } = await said(other.spawn('curl', [family, '-sS', '--noproxy', '*', url], how));
        expect(JSON.parse(out)).toMatchObject({ host: 'api.example.com', port });
      }
    }
  });
});

describeWith(can, 'nothing is left of a namespace', () => {
  const script = fileURLToPath(new URL('a-namespace.ts', import.meta.url));
  const patience = { timeout: 20_000, interval: 10 };

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('when %s ends the lab', async (signal) => {
    const state = join(folder, signal);
    const lab = spawn(process.execPath, ['--no-warnings', script, state], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: lab.stdout }), 'line')) as [string];
    const { network } = JSON.parse(line) as { app: number; network: string };
    expect(processesIn(network).length).toBeGreaterThan(4);
    lab.kill(signal);
    await vi.waitFor(() => expect(processesIn(network)).toEqual([]), patience);
    await vi.waitFor(() => expect(readdirSync(state)).toEqual([]), patience);
    expect(hostState()).toBe(before);
  });

  test('when the lab and its watcher are killed', async () => {
    const state = join(folder, 'both');
    const lab = spawn(process.execPath, ['--no-warnings', script, state], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: lab.stdout }), 'line')) as [string];
    const { network } = JSON.parse(line) as { app: number; network: string };
    const children = readFileSync(`/proc/${lab.pid}/task/${lab.pid}/children`, 'utf8').trim().split(' ').map(Number);
    const watcher = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('watcher'))!;
    process.kill(watcher, 'SIGKILL');
    lab.kill('SIGKILL');
    await vi.waitFor(() => expect(processesIn(network)).toEqual([]), patience);
    expect(hostState()).toBe(before);
  });
});

test('an ordinary user may have one too, where the kernel lets users have any', async ({ skip }) => {
  if (process.getuid?.() !== 0) skip('all tests here run as an ordinary user');
  const nobody = 65_534;
  const own = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] as const;
  const probe = spawnSync(own[0], [
    ...own.slice(1),
    'unshare',
    '--user',
    '--map-current-user',
    '--keep-caps',
    '--net',
    'true',
  ]);
  if (probe.status !== 0) skip(`users may have none here: ${probe.stderr ?? probe.error}`);
  const script = fileURLToPath(new URL('a-namespace.ts', import.meta.url));
  const canRead = ['sh', '-c', 'test -r "$0" && test -x "$1"', script, process.execPath];
  if (spawnSync(own[0], [...own.slice(1), ...canRead]).status !== 0)
    skip('the folder of this clone is closed to other users, and to an ordinary one of the test');
  const home = mkdtempSync(join(tmpdir(), 'livepin-namespace-test-'));
  chownSync(home, nobody, nobody);
  try {
    const lab = spawn(own[0], [...own.slice(1), process.execPath, '--no-warnings', script, join(home, 'state')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: lab.stdout }), 'line')) as [string];
    const { network, user, capabilities } = JSON.parse(line);
    expect({ user, capabilities }).toEqual({ user: nobody, capabilities: '0000000000000000' });
    expect(processesIn(network).length).toBeGreaterThan(4);
    const ended = once(lab, 'exit');
    lab.stdin.end('go on\n');
    expect(await ended).toEqual([0, null]);
    expect(processesIn(network)).toEqual([]);
    expect(readdirSync(join(home, 'state'))).toEqual([]);
  } finally {
    await rm(home, { recursive: true });
  }
});

test('where the system has none, that is said', async ({ skip }) => {
  if (process.platform === 'linux') skip('Linux has them');
  await using keeper = await openKeeper(join(folder, 'elsewhere'));
  expect(await openNamespace({ keeper, ...answers })).toEqual({ missing: expect.stringMatching(/Linux/) });
});
