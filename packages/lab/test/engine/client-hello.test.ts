import net, { type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import tls from 'node:tls';
import fc from 'fast-check';
import { calculateJa4, readTlsClientHello } from 'read-tls-client-hello';
import { beforeAll, expect, test } from 'vitest';
import { describeHello, readClientHello } from '../../src/engine/client-hello.ts';
import { ja4Of } from '../../src/engine/ja4.ts';
import { parseClientHello } from '../../src/tls13/parse-client-hello.ts';

const offers = [
  { says: 'Node as it is', options: {} },
  { says: 'a name and two protocols', options: { servername: 'a.example.com', ALPNProtocols: ['h2', 'http/1.1'] } },
  { says: 'TLS 1.2 alone', options: { servername: 'a.example.com', maxVersion: 'TLSv1.2' } },
  { says: 'few ciphers', options: { ciphers: 'TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256' } },
  { says: 'other signatures', options: { sigalgs: 'RSA-PSS+SHA256:ECDSA+SHA256', ALPNProtocols: ['imap'] } },
] as const;

const hellos = new Map<string, Buffer>();

beforeAll(async () => {
  for (const { says, options } of offers) hellos.set(says, await helloOf(options as tls.ConnectionOptions));
});

test.each(offers)('JA4 of "$says" is what another reader says it is', async ({ says }) => {
  const bytes = hellos.get(says)!;
  const reading = readClientHello(bytes);
  if (reading.kind !== 'hello') throw new Error(reading.kind);
  const other = await readTlsClientHello(Readable.from([bytes], { objectMode: false }));
  // It takes whatever has supported_versions for TLS 1.3.
  expect(describeHello(reading.offered, 'tls').ja4).toBe(calculateJa4(other));
});

test('JA4 of the example in its text', () => {
  // https://github.com/FoxIO-LLC/ja4/blob/main/technical_details/JA4.md: Chrome, with GREASE in every list.
  const ciphers = '1a1a 1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c013 c014 009c 009d 002f 0035'.split(' ');
  const extensions = '001b 0000 0033 0010 4469 0017 002d 000d 0005 0023 0012 002b ff01 000b 000a 0015'.split(' ');
  const schemes = '0403 0804 0401 0503 0805 0501 0806 0601'.split(' ');
  const offered = {
    ...parseClientHello(Buffer.from(`01000029${'0303'}${'00'.repeat(32)}00${'0002c02b'}${'0100'}`, 'hex')),
    cipherSuites: ciphers.map(fromHex),
    extensions: ['2a2a', ...extensions].map((type) => ({ type: fromHex(type), body: Buffer.alloc(0) })),
    signatureSchemes: schemes.map(fromHex),
    versions: ['0a0a', '0304', '0303'].map(fromHex),
    protocols: ['h2', 'http/1.1'],
    serverName: 'example.com',
  };
  expect(ja4Of(offered, 'tls')).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1');
  expect(ja4Of({ ...offered, protocols: [], versions: [0x0303] }, 'quic')).toMatch(/^q12d151600_/);
  expect(ja4Of({ ...offered, protocols: ['\xab'] }, 'tls')).toMatch(/^t13d1516ab_/);
  expect(ja4Of({ ...offered, protocols: ['0\xcd'] }, 'tls')).toMatch(/^t13d15163d_/);
  expect(ja4Of({ ...offered, protocols: ['a'] }, 'tls')).toMatch(/^t13d1516aa_/);
});

test('a ClientHello is the same however its bytes and its records are cut', () => {
  const whole = hellos.get('a name and two protocols')!;
  const message = whole.subarray(5);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: message.length - 1 }), { maxLength: 8 }), (cuts) => {
      const edges = [0, ...[...new Set(cuts)].sort((a, b) => a - b), message.length];
      const records = edges.slice(1).map((end, index) => {
        const part = message.subarray(edges[index]!, end);
        return Buffer.concat([Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part]);
      });
      const bytes = Buffer.concat(records);
      const reading = readClientHello(bytes);
      expect(reading.kind === 'hello' && Buffer.from(reading.offered.message).equals(message)).toBe(true);
      for (const edge of edges) expect(readClientHello(bytes.subarray(0, edge)).kind).toBe('more');
    }),
  );
});

test('what is no ClientHello is told from one that is not whole, and nothing throws', () => {
  const whole = hellos.get('Node as it is')!;
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
      const changed = Buffer.from(whole);
      changed[at] = value;
      expect(['more', 'none', 'hello']).toContain(readClientHello(changed).kind);
    }),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(['more', 'none', 'hello']).toContain(readClientHello(Uint8Array.of(22, 3, 1, ...bytes)).kind);
    }),
  );
});

test('records without an end, and a message longer than any, are given up', () => {
  const empty = Buffer.from([22, 3, 1, 0, 0]);
  expect(readClientHello(empty)).toMatchObject({ kind: 'none' });
  expect(readClientHello(Buffer.from([22, 3, 1, 0, 4, 1, 0x10, 0, 0]))).toMatchObject({ kind: 'none' });
  expect(readClientHello(Buffer.from([22, 3, 1, 0x40, 1]))).toMatchObject({ kind: 'none' });
  expect(readClientHello(Buffer.from('GET / HTTP/1.1\r\n'))).toMatchObject({ kind: 'none' });
});

const fromHex = (text: string) => Number.parseInt(text, 16);

function helloOf(options: tls.ConnectionOptions): Promise<Buffer> {
  return new Promise((resolve) => {
    const server = net.createServer((socket) => {
      socket
        .on('error', () => {})
        .once('data', (bytes: Buffer) => {
          socket.destroy();
          server.close();
          resolve(bytes);
        });
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      tls.connect({ port, host: '127.0.0.1', ...options }).on('error', () => {});
    });
  });
}
