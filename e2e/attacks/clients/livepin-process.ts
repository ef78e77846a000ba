import { readFileSync } from 'node:fs';
import { livepin } from '@livepin/client';
import { app, chainOf, domain, makeBundle, makeRoot, oneDay, testKey } from '@livepin/testkit';
import { answerQuestions } from './line-protocol.ts';

// Livepin as an app has it: a trust root, a signed bundle, `fetch`. Nothing is remembered, so that each question is the first.

const now = Math.floor(Date.now() / 1_000);
// One root key: to check three at each opening would take longer than the connections.
const root = await makeRoot({
  rootKeys: [testKey('root 1')],
  rootThreshold: 1,
  payload: { iat: now - oneDay, exp: now + 900 * oneDay },
});

const seeds = new Map<string, Promise<Uint8Array>>();
/** A signed bundle. Most servers are tried with the same pins. */
function seedOf(host: string, pins: readonly string[], revoked: readonly string[]): Promise<Uint8Array> {
  const key = [host, ...pins, 'revoked', ...revoked].join(' ');
  const domains = [domain(host, pins)];
  const known = seeds.get(key) ?? makeBundle(chainOf(root), { iat: now - oneDay, domains, revoked });
  seeds.set(key, known);
  return known;
}

await answerQuestions(`Node ${process.versions.node}`, async ({ host, port, caFile, pins, revoked }) => {
  const pinned = await livepin({
    app,
    root,
    seed: await seedOf(host, pins, revoked),
    sources: ['http://127.0.0.1:1'], // nobody is there: a heal is tried, and brings nothing
    store: null,
    ca: readFileSync(caFile, 'utf8'),
    lookup: (_name, { all }, done) =>
      all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
  });
  try {
    await (await pinned.fetch(`https://${host}:${port}/`)).text();
  } finally {
    await pinned.close();
  }
});
