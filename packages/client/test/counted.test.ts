import { execFile } from 'node:child_process';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { app as appId, issue, type ServedChain, startServer } from '@livepin/testkit';
import { describe, expect, test } from 'vitest';
import type { Calls, CountingTask } from './counting-app.ts';
import { bundle, ca, host, intermediate, leaf, pinned, root, startPlace } from './fixture.ts';

// What a request costs, counted and not timed: V8 counts how often each function of ours is called.

async function count(steps: CountingTask['steps']): Promise<Calls[]> {
  await using place = await startPlace();
  const options = {
    app: appId,
    root: Buffer.from(root).toString(),
    seed: Buffer.from(await bundle(1, pinned([intermediate.pin]))).toString(),
    sources: [place.url],
    store: null,
    ca: [ca.pem],
  };
  const script = fileURLToPath(new URL('counting-app.ts', import.meta.url));
  const task = JSON.stringify({ options, steps } satisfies CountingTask);
  const { stdout } = await promisify(execFile)(process.execPath, [script, task]);
  return JSON.parse(stdout);
}

const total = (calls: Calls, pattern: RegExp) =>
  Object.entries(calls).reduce((sum, [name, times]) => sum + (pattern.test(name) ? times : 0), 0);
const judged = /client\/src\/engine\/assess\.ts assess$/;
const searched = /find-paths\.ts findPaths$/;
const certificatesRead = /certificate\.ts Certificate$/;
const signaturesChecked = /signature\.ts isSignedBy$/;

const urlOf = (port: number) => `https://${host}:${port}/`;
const genuine: ServedChain = [leaf, intermediate];

describe('on a connection that is kept alive', () => {
  test('fetch runs nothing of ours but the handing on to undici', async () => {
    await using server = await startServer(genuine);
    const step = { by: 'fetch', url: urlOf(server.port) } as const;
    const [first, second, third] = await count([step, step, step]);
    expect(server.connections()).toBe(1);
    expect(total(first!, judged)).toBeGreaterThan(0);
    expect(Object.keys(second!)).toEqual(['packages/client/src/node/pinned-fetch.ts fetch']);
    expect(third).toEqual(second);
  });

  test('node:https runs nothing of ours at all', async () => {
    await using server = await startServer(genuine);
    const step = { by: 'node:https', url: urlOf(server.port) } as const;
    const [first, second, third] = await count([step, step, step]);
    expect(server.connections()).toBe(1);
    expect(total(first!, judged)).toBeGreaterThan(0);
    expect([second, third]).toEqual([{}, {}]);
  });

  test('HTTP/2 too', async () => {
    const key = leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' });
    const sessions = new Set<http2.ServerHttp2Session>();
    const server = http2.createSecureServer({ key, cert: leaf.pem + intermediate.pem }, (_request, response) =>
      response.end('hello'),
    );
    server.on('session', (session) => sessions.add(session));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const step = { by: 'fetch', url: urlOf((server.address() as AddressInfo).port) } as const;
      const [first, second] = await count([step, step]);
      expect(sessions.size).toBe(1);
      expect(total(first!, judged)).toBeGreaterThan(0);
      expect(Object.keys(second!)).toEqual(['packages/client/src/node/pinned-fetch.ts fetch']);
    } finally {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('in a full handshake by %s', (maxVersion) => {
  test.each(['fetch', 'node:https'] as const)('%s', async (by) => {
    // Servers of their own, so that no session of one is resumed at another.
    await using first = await startServer(genuine, { maxVersion });
    await using same = await startServer(genuine, { maxVersion });
    await using sibling = await startServer([issue({ subject: `CN=${host}`, issuer: intermediate }), intermediate], {
      maxVersion,
    });
    const steps = [first, same, sibling].map(({ port }) => ({ by, url: urlOf(port) }));
    const counted = await count(steps);
    expect([first, same, sibling].map((server) => server.resumed())).toEqual([0, 0, 0]);
    const of = (pattern: RegExp) => counted.map((calls) => total(calls, pattern));
    // The chain is new; then it was judged before; then only its leaf is new.
    expect(of(judged).every((times) => times > 0)).toBe(true);
    expect(of(searched).map((times) => times > 0)).toEqual([true, false, true]);
    expect(of(certificatesRead)).toEqual([3, 0, 1]);
    expect(of(signaturesChecked)).toEqual([2, 0, 1]);
  });
});
