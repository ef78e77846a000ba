// Asks once as an app with Livepin does, in the way that its first parameter names; ends with 1 where it is refused.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { livepin } from '@livepin/client';
import { app, chainOf, domain, makeBundle, makeRoot, oneDay, testKey } from '@livepin/testkit';
import { request } from 'undici';
import { openTunnel } from './tunnel.ts';

const [how = '', address = '', canary = '', ...pins] = process.argv.slice(2);
const { hostname, pathname, port } = new URL(address);

const now = Math.floor(Date.now() / 1000);
const root = await makeRoot({
  rootKeys: [testKey('root 1')],
  rootThreshold: 1,
  payload: { iat: now - oneDay, exp: now + 900 * oneDay },
});
const seed = await makeBundle(chainOf(root), { iat: now - oneDay, domains: [domain(hostname, pins)] });

// The client knows of no proxies; pins hold for every port of a host.
await using tunnel = await openTunnel(hostname, Number(port || 443));
const url = `https://${hostname}:${tunnel.port}${pathname}`;
const pinned = await livepin({
  ...{ app, root, seed, store: null },
  sources: ['http://127.0.0.1:1'], // nobody is there: a heal is tried, and brings nothing
  ca: readFileSync(process.env['SSL_CERT_FILE']!, 'utf8'),
  lookup: (_name, { all }, done) =>
    all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
});

const headers = { authorization: `Bearer ${canary}` };
const body = `canary=${canary}`;

function withHttps(agent: https.Agent | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = https.request(url, { method: 'POST', headers, ...(agent ? { agent } : {}) }, (response) =>
      response.resume().once('end', () => resolve(response.statusCode ?? 500)),
    );
    asked.once('error', reject).end(body);
  });
}

const ways: Readonly<Record<string, () => Promise<number>>> = {
  async fetch() {
    const response = await pinned.fetch(url, { method: 'POST', headers, body });
    await response.text();
    return response.status;
  },
  async dispatcher() {
    const response = await request(url, { method: 'POST', headers, body, dispatcher: pinned.dispatcher });
    await response.body.text();
    return response.statusCode;
  },
  agent: () => withHttps(pinned.agent),
  async globally() {
    pinned.installGlobally();
    const response = await fetch(url, { method: 'POST', headers, body });
    await response.text();
    return Math.max(response.status, await withHttps(undefined));
  },
};

const status = await ways[how]!();
process.exit(status < 400 ? 0 : 1);
