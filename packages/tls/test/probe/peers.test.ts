import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { issue, startServer } from '@livepin/testkit';
import { anchorsFromPem } from '@livepin/tls';
import { parseProxy, parseTarget, probe, probeMany } from '@livepin/tls/probe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../../e2e/system.ts';
import { type Peer, startPeer } from './peer.ts';
import { realProxies, realServers } from './recipes.ts';

const root = issue({ subject: 'CN=Root', ca: true });
const intermediate = issue({ subject: 'CN=CA', ca: true, issuer: root });
const leaf = issue({ subject: 'CN=peer', issuer: intermediate, names: ['127.0.0.1', 'localhost'] });
const anchors = anchorsFromPem([root.pem]);
const openssl = findProgram('openssl');

/** The certificates that `openssl s_client` is shown, in their order. */
async function shownToOpenssl(program: string, protocol: string, port: number): Promise<string[]> {
  const asking = promisify(execFile)(program, [
    ...['s_client', '-starttls', protocol, '-connect', `127.0.0.1:${port}`, '-showcerts'],
  ]);
  asking.child.stdin?.end();
  const { stdout } = await asking;
  return stdout.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

const derOf = (pem: string) => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64').toString('hex');

describe.concurrent('real servers', () => {
  for (const { says, protocol, found, recipe } of realServers) {
    describeWith(found, says, (program) => {
      let peer: Peer;
      beforeAll(async () => {
        peer = await startPeer([leaf, intermediate], recipe(program));
      });
      afterAll(() => peer?.[Symbol.asyncDispose]());

      test('shows its chain behind STARTTLS', async () => {
        const seen = await probe(parseTarget(`${protocol}://127.0.0.1:${peer.port}`).endpoint, {
          startTls: protocol,
          anchors,
        });
        expect(seen.served.map(({ pin }) => pin)).toEqual([leaf.pin, intermediate.pin]);
        expect(seen).toMatchObject({ fault: null, nameFault: null, address: '127.0.0.1', protocol: 'TLSv1.3' });
      });

      test('is not mistaken for one that speaks TLS from the first byte', async () => {
        const { endpoint } = parseTarget(`127.0.0.1:${peer.port}`);
        const asking = probe(endpoint, { anchors, timeoutMilliseconds: 2_000 });
        const reason = expect.stringMatching(/^(not-tls|closed|handshake|timed-out)$/);
        await expect(asking).rejects.toMatchObject({ code: 'LP_UNREACHABLE', reason });
      });

      test('shows OpenSSL the same', async ({ skip }) => {
        if ('missing' in openssl) return skip(openssl.missing);
        const [theirs, [survey]] = await Promise.all([
          shownToOpenssl(openssl.path, protocol, peer.port),
          probeMany([parseTarget(`${protocol}://127.0.0.1:${peer.port}`)], { anchors }),
        ]);
        const ours = survey?.seen[0]?.served.map(({ der }) => Buffer.from(der).toString('hex'));
        expect(ours).toEqual(theirs.map(derOf));
        expect(ours).toHaveLength(2);
      });
    });
  }
});

describe('real proxies', () => {
  for (const { says, scheme, found, recipe } of realProxies) {
    describeWith(found, says, (program) => {
      let proxy: Peer;
      beforeAll(async () => {
        proxy = await startPeer([leaf, intermediate], recipe(program));
      });
      afterAll(() => proxy?.[Symbol.asyncDispose]());
      const through = (who: string, target: string) =>
        probe(parseTarget(target).endpoint, {
          proxy: parseProxy(`${scheme}://${who}127.0.0.1:${proxy.port}`),
          anchors,
        });

      test('leads to the server, by its name and by its address', async () => {
        await using server = await startServer([leaf, intermediate]);
        for (const host of ['localhost', '127.0.0.1']) {
          const seen = await through('user:secret@', `${host}:${server.port}`);
          expect(seen.served.map(({ pin }) => pin)).toEqual([leaf.pin, intermediate.pin]);
          expect(seen).toMatchObject({ fault: null, nameFault: null, address: null });
        }
      });

      test('wants credentials, and says so where there are none or wrong ones', async () => {
        await using server = await startServer([leaf, intermediate]);
        for (const who of ['', 'user:wrong@']) {
          await expect(through(who, `127.0.0.1:${server.port}`)).rejects.toMatchObject({ reason: 'proxy-refused' });
        }
      });

      test('tells that the server behind it could not be reached', async () => {
        const gone = await startServer([leaf, intermediate]);
        await gone[Symbol.asyncDispose]();
        const asking = through('user:secret@', `127.0.0.1:${gone.port}`);
        await expect(asking).rejects.toMatchObject({ reason: 'beyond-proxy' });
      });
    });
  }
});
