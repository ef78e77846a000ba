import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import type { Connection } from '../../src/connection.ts';
import { captureOf, writeEvidence } from '../../src/evidence/write-evidence.ts';
import { connectionOf, host, record, secretPath } from './recorded.ts';

const folder = mkdtempSync(join(tmpdir(), 'livepin-evidence-'));
afterAll(() => rmSync(folder, { recursive: true }));

const curl = findProgram('curl');
const says = ['Scenario user-ca on api.example.com: read.'];

/** What tshark makes of a capture. */
async function dissect(
  tshark: string,
  connections: readonly Connection[],
  disclosure: 'redacted' | 'unredacted',
  ...asked: string[]
): Promise<string> {
  const [file] = await writeEvidence(folder, { name: 'capture', says, connections }, disclosure);
  return execFileSync(tshark, ['-r', join(folder, file!.path), '-o', 'tcp.check_checksum:TRUE', ...asked], {
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  });
}

const fields = (...names: string[]) => ['-T', 'fields', ...names.flatMap((name) => ['-e', name])];

describeWith('missing' in curl ? curl : findProgram('tshark'), 'a capture in Wireshark', (tshark) => {
  const recorded = {} as Record<'read' | 'refused' | 'tls12', Connection>;
  beforeAll(async () => {
    if ('missing' in curl) return;
    recorded.read = await record(curl.path, { version: 'TLSv1.3', isTrusted: true });
    recorded.refused = await record(curl.path, { version: 'TLSv1.3', isTrusted: false });
    recorded.tls12 = await record(curl.path, { version: 'TLSv1.2', isTrusted: true });
  });

  test('redacted, shows the certificate of TLS 1.3 and no request', async () => {
    const shown = await dissect(tshark, [recorded.read], 'redacted', '-V');
    expect(shown).toContain('Handshake Type: Certificate (11)');
    expect(shown).toContain(`dNSName: ${host}`);
    expect(shown).not.toContain(secretPath);
    expect(await dissect(tshark, [recorded.read], 'redacted', '-Y', 'http || http2')).toBe('');
  });

  test('redacted, shows the alert with which an app refused', async () => {
    const alerts = await dissect(
      tshark,
      [recorded.refused],
      'redacted',
      '-Y',
      'tls.alert_message',
      ...fields('tls.alert_message.desc'),
    );
    expect(alerts.trim()).toBe('48');
  });

  test('unredacted, shows the request and the answer', async () => {
    const requests = await dissect(
      tshark,
      [recorded.read],
      'unredacted',
      '-Y',
      'http',
      ...fields('http.request.uri', 'http.response.code'),
    );
    expect(
      requests
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    ).toEqual([secretPath, '200']);
  });

  test('of TLS 1.2, where one secret opens everything, no secret is told but unredacted', async () => {
    const redacted = await dissect(tshark, [recorded.tls12], 'redacted', '-V');
    expect(redacted).not.toContain(secretPath);
    expect(redacted).toContain(`dNSName: ${host}`); // certificates stood in the clear then
    expect(readdirSync(join(folder, 'evidence'))).not.toContain('tls12.keys.log');
    expect(await dissect(tshark, [recorded.tls12], 'unredacted', '-V')).toContain(secretPath);
  });

  test('is of whole streams: numbers, checksums and ends are as TCP has them', async () => {
    const connections = [recorded.read, recorded.refused, recorded.tls12].map((one, id) => ({ ...one, id }));
    const odd = await dissect(
      tshark,
      connections,
      'redacted',
      '-Y',
      'tcp.analysis.flags || tcp.checksum.status == "Bad" || ip.checksum.status == "Bad" || _ws.malformed',
    );
    expect(odd).toBe('');
    const ends = await dissect(tshark, connections, 'redacted', '-Y', 'tcp.flags.fin == 1', ...fields('tcp.stream'));
    expect(ends.split('\n').filter(Boolean)).toEqual(['0', '0', '1', '1', '2', '2']);
  });

  test('says what it is of, in its head and at each connection', async () => {
    const comments = await dissect(tshark, [recorded.read], 'redacted', ...fields('frame.comment'));
    expect(comments).toContain(`Connection 7 to ${host}:443, attacked (terminate); what was readable: body.`);
    expect(comments).toContain('The connection was ended by the app, after the handshake: closed');
    const capture = Buffer.from(captureOf({ name: 'x', says, connections: [recorded.read] }, 'redacted')).toString();
    expect(capture).toContain(says[0]);
    expect(capture).toContain('addresses are invented');
  });

  test('of a host that is an IPv6 address is one of IPv6, and QUIC is one of datagrams', async () => {
    const bytes = Buffer.from('c00000000108000102030405060700004100', 'hex');
    const segments = [{ at: 1_700_000_000_100, from: 'app', bytes } as const];
    const quic = connectionOf({ host: '2001:db8::7', transport: 'quic', wire: { segments, isCut: false, keyLog: [] } });
    const frames = await dissect(
      tshark,
      [quic],
      'redacted',
      '-o',
      'udp.check_checksum:TRUE',
      ...fields('ipv6.version', 'udp.length', 'udp.checksum.status'),
    );
    expect(frames.trim().split('\t')).toEqual(['6', '26', '1']);
  });

  test('tells the names of hosts', async () => {
    const hosts = await dissect(
      tshark,
      [connectionOf({}), connectionOf({ host: 'cdn.example.com' })],
      'redacted',
      '-q',
      '-z',
      'hosts',
    );
    expect(hosts).toMatch(/^198\.18\.0\.1\s+api\.example\.com$/m);
    expect(hosts).toMatch(/^198\.18\.0\.2\s+cdn\.example\.com$/m);
  });
});

describe('evidence', () => {
  const app = (text: string) => ({ at: 1_700_000_000_500, from: 'app', bytes: Buffer.from(text) }) as const;
  const wire = (...segments: ReturnType<typeof app>[]) => ({ segments, isCut: false, keyLog: [] });
  const request = 'GET /private HTTP/1.1\r\n\r\n';

  test.each([
    { says: 'plain text', connection: connectionOf({ transport: 'plain', wire: wire(app(request)) }) },
    {
      says: 'plain text on a connection that was taken for TLS',
      connection: connectionOf({ wire: wire(app(request)) }),
    },
    {
      says: 'plain text after a record of TLS',
      connection: connectionOf({ wire: wire(app('\x17\x03\x03\x00\x02ab'), app(request)) }),
    },
    {
      says: 'plain text in one piece with a record of TLS that came in two',
      connection: connectionOf({ wire: wire(app('\x17\x03'), app(`\x03\x00\x02ab${request}`)) }),
    },
  ])('$says is masked byte by byte, and stands there unredacted', ({ connection }) => {
    const bytes = (disclosure: 'redacted' | 'unredacted') =>
      Buffer.from(captureOf({ name: 'x', says: [], connections: [connection] }, disclosure)).toString('latin1');
    expect(bytes('redacted')).not.toContain('private');
    expect(bytes('redacted')).toContain('x'.repeat(request.length));
    expect(bytes('unredacted')).toContain(request);
    if (connection.transport === 'tls' && connection.wire.segments.length > 1)
      expect(bytes('redacted')).toContain('ab');
  });

  test('is listed with its path, its size and its hash', async () => {
    const keyLog = [`CLIENT_HANDSHAKE_TRAFFIC_SECRET ${'a1'.repeat(32)} ${'b2'.repeat(32)}`];
    const connection = connectionOf({ wire: { segments: [], isCut: false, keyLog } });
    const files = await writeEvidence(folder, { name: 'listed', says, connections: [connection] }, 'redacted');
    expect(files.map(({ path }) => path)).toEqual(['evidence/listed.pcapng', 'evidence/listed.keys.log']);
    for (const { path, sha256, bytes } of files) {
      const written = readFileSync(join(folder, path));
      expect({ sha256, bytes }).toEqual({
        sha256: createHash('sha256').update(written).digest('hex'),
        bytes: written.length,
      });
    }
  });

  test('that is unredacted is for its owner alone', async () => {
    const capture = { name: 'private', says, connections: [connectionOf({})] };
    await writeEvidence(folder, capture, 'redacted'); // which everybody may read
    const [file] = await writeEvidence(folder, capture, 'unredacted');
    expect(statSync(join(folder, file!.path)).mode & 0o077).toBe(0);
  });

  test('has a name that no host can lead out of the folder with', async () => {
    const paths = await Promise.all(
      ['../../etc/passwd', '..', '[2001:db8::1]-user-ca', 'a/b', 'a:b', 'a'.repeat(300)].map(async (name) => {
        const [file] = await writeEvidence(folder, { name, says, connections: [connectionOf({})] }, 'redacted');
        return file!.path;
      }),
    );
    for (const path of paths) expect(path).toMatch(/^evidence\/(?!\.)[\w.-]{1,160}\.pcapng$/);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('of nothing is nothing', async () => {
    expect(await writeEvidence(folder, { name: 'nothing', says, connections: [] }, 'redacted')).toEqual([]);
  });
});
