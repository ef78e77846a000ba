import { readFileSync } from 'node:fs';
import { livepin } from '@livepin/client';
import { app, chainOf, domain, makeBundle, makeRoot, oneDay } from '@livepin/testkit';
import { answerQuestions } from './line-protocol.ts';

// Livepin as an app has it: a trust root, a signed bundle, `fetch`. Nothing is remembered, so that each question is the first.

const now = Math.floor(Date.now() / 1_000);
const root = await makeRoot({ payload: { iat: now - oneDay, exp: now + 900 * oneDay } });

await answerQuestions(`Node ${process.versions.node}`, async ({ host, port, caFile, pins, revoked }) => {
  const domains = [domain(host, pins)];
  const seed = await makeBundle(chainOf(root), {
    iat: now - oneDay,
    domains,
    ...(revoked.length > 0 ? { revoked } : {}),
  });
  const pinned = await livepin({
    app,
    root,
    seed,
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
