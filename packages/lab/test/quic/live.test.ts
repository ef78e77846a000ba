import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort, issue } from '@livepin/testkit';
import { expect, test } from 'vitest';
import { buildFolder } from '../../../../e2e/attacks/clients/build-folder.ts';
import { findGo } from '../../../../e2e/attacks/clients/go.ts';
import { findPythonWith } from '../../../../e2e/python.ts';
import { describeWith, type Found, findProgram } from '../../../../e2e/system.ts';
import { ConnectionRecord } from '../../src/engine/connection-record.ts';
import { openDatagramPort } from '../../src/engine/datagram-port.ts';
import { writeEvidence } from '../../src/evidence/write-evidence.ts';
import { QuicServer } from '../../src/quic/quic-server.ts';
import { TicketVault } from '../../src/tls13/ticket-vault.ts';
import type { Treatment } from '../../src/treatment.ts';
import { host, openLab, root, run, startGenuine } from '../engine/lab.ts';

const byUserCa: Treatment = { kind: 'quic', shows: { kind: 'forged', signer: 'user-ca' } };
const byUnknownCa: Treatment = { kind: 'quic', shows: { kind: 'forged', signer: 'unknown-ca' } };
const withoutKey: Treatment = { kind: 'quic', shows: { kind: 'genuine-without-key' } };

/** A lab that stands where the genuine server would. */
async function openUpstream(treatment: Treatment) {
  const genuine = await startGenuine();
  const lab = await openLab(genuine.port, treatment, { listensForDatagrams: true, direct: { host, port: 443 } });
  return {
    ...lab,
    async [Symbol.asyncDispose]() {
      await lab[Symbol.asyncDispose]();
      await genuine[Symbol.asyncDispose]();
    },
  };
}

const leaf = issue({ subject: `CN=${host}`, names: [host], issuer: root });

/** The server without a lab around it, on a port of its own. */
async function startOwn(tickets: TicketVault | null) {
  const records: ConnectionRecord[] = [];
  const server = new QuicServer<unknown>({
    async admit() {
      const record = new ConnectionRecord();
      records.push(record);
      const identityFor = () => ({ chain: [leaf.der], key: leaf.key.privateKey });
      return {
        record,
        fate: { kind: 'serve', tickets, identityFor },
        idleMilliseconds: 30_000,
        onOver: () => undefined,
      };
    },
  });
  const port = await freePort();
  const any = { via: 'direct', host: null, port } as const;
  const datagrams = await openDatagramPort(
    { host: '127.0.0.1', port },
    any,
    () => true,
    (datagram, path) => server.receive(datagram, path),
  );
  return {
    port,
    records,
    async [Symbol.asyncDispose]() {
      await server.end('over');
      await datagrams.close();
    },
  };
}

const clients = (name: string) => fileURLToPath(new URL(`clients/${name}`, import.meta.url));

/** Built once; its library comes from where Go's modules come from, and wants a Go that is new enough. */
async function findQuicGo(): Promise<Found> {
  const go = findGo();
  if ('missing' in go) return go;
  const path = join(await buildFolder(), 'lab-quic-go');
  const env = { ...process.env, GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
  try {
    await promisify(execFile)(go.path, ['build', '-o', path, '.'], { cwd: clients('quic-go'), env });
    return { path };
  } catch (error) {
    return { missing: `quic-go could not be built: ${(error as Error).message}` };
  }
}

describeWith(await findQuicGo(), 'quic-go, as an app', (program) => {
  type Upstream = Awaited<ReturnType<typeof openUpstream>>;
  const ask = ({ caFile, front }: Upstream, bytes: number, ...more: string[]) =>
    run(program, [caFile, `https://${host}/path?query=1`, `127.0.0.1:${front.port}`, `${bytes}`, ...more]);

  test('is read under a CA that it trusts, megabytes of it', async () => {
    await using lab = await openUpstream(byUserCa);
    expect((await ask(lab, 2_000_000)).out).toMatch(/^200 ok/);
    const [connection] = await lab.connections();
    expect(connection).toMatchObject({
      ...{ transport: 'quic', treatment: 'quic', via: 'direct', host, port: 443, reach: 'body', isAttack: true },
      hello: { serverName: host, protocols: ['h3'], ja4: expect.stringMatching(/^q13d/) },
      requests: [{ protocol: 'h3', method: 'POST', host, target: '/path?query=1', bodyBytes: 2_000_000, status: 200 }],
      end: { during: 'established', by: 'app', alert: null },
    });
    expect(connection!.requests[0]!.headers).toContainEqual(['authorization', 'Bearer secret']);
    expect(connection!.requests[0]!.body).toHaveLength(65_536);
    expect(connection!.shown[0]!.subject).toContain(host);
    expect(connection!.wire.keyLog.join('\n')).toContain('CLIENT_TRAFFIC_SECRET_0');
  });

  test('is in a capture that opens, as all that it said', async ({ skip }) => {
    const tshark = findProgram('tshark');
    if ('missing' in tshark) return skip(tshark.missing);
    await using lab = await openUpstream(byUserCa);
    expect((await ask(lab, 10)).out).toMatch(/^200 ok/);
    const connections = await lab.connections();
    await using folder = await mkdtempDisposable(join(tmpdir(), 'livepin-quic-'));
    const [capture] = await writeEvidence(folder.path, { name: 'quic', says: [], connections }, 'unredacted');
    const shown = (...asked: string[]) => run(tshark.path, ['-r', join(folder.path, capture!.path), ...asked]);
    expect((await shown('-Y', 'quic && tls.handshake.type == 1')).out).toContain('Initial');
    expect((await shown('-Y', 'http3', '-T', 'fields', '-e', 'http3.frame_type')).out).toMatch(/\b1\b/);
    expect((await shown('-Y', '_ws.malformed || quic.decryption_failed')).out).toBe('');
  });

  test.each([
    { says: 'a CA that it does not know', treatment: byUnknownCa, alert: 42 },
    { says: 'the genuine certificate without its key', treatment: withoutKey, alert: 51 },
  ])('refuses $says, and nothing is read', async ({ treatment, alert }) => {
    await using lab = await openUpstream(treatment);
    expect((await ask(lab, 10)).out).toMatch(/^failed/);
    const [connection] = await lab.connections();
    expect(connection).toMatchObject({
      ...{ reach: 'nothing', requests: [], bytesFromApp: 0, end: { during: 'handshake', by: 'app', alert } },
    });
  });

  test('is let through to a server that the lab does not read', async () => {
    await using server = await openUpstream(byUserCa);
    await using lab = await openLab(server.front.port, { kind: 'relay' }, { listensForDatagrams: true });
    const asked = await ask({ ...server, front: lab.front }, 100_000);
    expect(asked.out).toMatch(/^200 ok/);
    const [connection] = await lab.connections();
    expect(connection).toMatchObject({
      ...{ treatment: 'relay', reach: 'nothing', requests: [], end: { during: 'established' } },
    });
    expect(connection!.bytesFromApp).toBeGreaterThan(100_000);
  });

  test('is read in early data, in a session that the lab gave it', async () => {
    await using lab = await openUpstream({ kind: 'silence' });
    await using own = await startOwn(new TicketVault());
    const asked = await run(program, [lab.caFile, `https://${host}/`, `127.0.0.1:${own.port}`, '10', 'early']);
    expect(asked.out.match(/200 ok/g)).toHaveLength(2);
    expect(own.records).toMatchObject([
      { isResumed: false, usedEarlyData: false, reach: 'body' },
      { isResumed: true, usedEarlyData: true, reach: 'headers' },
    ]);
  });

  test('hears at once that there is no QUIC', async () => {
    await using lab = await openUpstream({ kind: 'close' });
    expect((await ask(lab, 10)).out).toContain('CONNECTION_REFUSED');
    expect(await lab.connections()).toMatchObject([
      { treatment: 'close', end: { by: 'lab', says: 'refused by the lab' } },
    ]);
  });
});

describeWith(await findPythonWith('python3', ['aioquic==1.7.2']), 'aioquic, as an app', (python) => {
  test.each(['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256'])(
    'is read under %s, before and after it changed its keys',
    async (suite) => {
      await using lab = await openUpstream(byUserCa);
      const asked = await run(python, [clients('ask.py'), lab.caFile, host, `${lab.front.port}`, '/path', suite]);
      expect(asked).toMatchObject({ out: '200\n200\n' });
      const [connection] = await lab.connections();
      expect(connection!.requests).toMatchObject([
        { target: '/path', host, bodyBytes: 4 },
        { target: '/path/again', bodyBytes: 0 },
      ]);
      expect(connection!.requests[0]!.headers).toContainEqual(['cookie', 'id=secret']);
    },
  );

  test('refuses an unknown CA with an alert and its words', async () => {
    await using lab = await openUpstream(byUnknownCa);
    const port = `${lab.front.port}`;
    const asked = await run(python, [clients('ask.py'), lab.caFile, host, port, '/', 'AES_128_GCM_SHA256']);
    expect(asked.out).toContain('failed');
    expect(await lab.connections()).toMatchObject([
      {
        reach: 'nothing',
        end: { by: 'app', during: 'handshake', alert: 42, says: expect.stringContaining('self-signed certificate') },
      },
    ]);
  });
});

describeWith(findProgram('chromium'), 'Chromium, as an app', (chromium) => {
  test.each([
    { says: 'is read where it was told to take the certificate', isTold: true, reach: 'headers' },
    // A CA of a user's would not do: for QUIC it wants one that comes with it.
    { says: 'refuses any other with an alert', isTold: false, reach: 'nothing' },
  ])('$says', async ({ isTold, reach }) => {
    await using own = await startOwn(null);
    await using folder = await mkdtempDisposable(join(tmpdir(), 'livepin-chromium-'));
    const asked = await run(chromium, [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${folder.path}`,
      '--enable-quic',
      `--origin-to-force-quic-on=${host}:${own.port}`,
      `--host-resolver-rules=MAP ${host} 127.0.0.1`,
      ...(isTold ? [`--ignore-certificate-errors-spki-list=${leaf.pin}`] : []),
      '--dump-dom',
      `https://${host}:${own.port}/`,
    ]);
    expect(asked.out.includes('ok')).toBe(isTold);
    expect(own.records).toMatchObject([{ reach }]);
    const { end } = await own.records[0]!.finish({} as never, 'quic', true);
    expect(end).toMatchObject({ by: 'app', alert: isTold ? null : 46 });
  });
});

test('datagrams that are no QUIC are no connection', async () => {
  await using lab = await openUpstream(byUserCa);
  const socket = createSocket('udp4');
  for (const words of ['', 'hello', 'x'.repeat(1400)])
    await new Promise((resolve) => socket.send(words, lab.front.port, '127.0.0.1', resolve));
  socket.close();
  expect(await lab.connections()).toEqual([]);
});
