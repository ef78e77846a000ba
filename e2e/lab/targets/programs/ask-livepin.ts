// An app with Livepin, as docs/node.md has it: asks once, in the way that its first parameter names; ends with 1 where it is
// refused. Where the lab changes the pins in the middle of a run, it asks again once it knows of it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { livepin } from '@livepin/client';
import { request } from 'undici';
import { openTunnel } from './tunnel.ts';

const [how = '', address = '', canary = '', sketch = '{}'] = process.argv.slice(2);
const told = JSON.parse(sketch) as Readonly<Record<string, string>>;
const { hostname, pathname } = new URL(address);

// The client knows of no proxies: behind one it is led there; pins hold for every port of a host. The tunnel ends with the
// process, as Node 22 knows no `using`.
const isProxied = Boolean(process.env['https_proxy']);
const tunnel = isProxied ? await openTunnel(hostname, 443) : null;
const url = tunnel ? `https://${hostname}:${tunnel.port}${pathname}` : address;
const pinned = await livepin({
  app: told['app']!,
  root: pathToFileURL(told['rootFile']!),
  seed: pathToFileURL(told['seedFile']!),
  sources: [told['source']!],
  store: told['store']!,
  ca: readFileSync(process.env['SSL_CERT_FILE']!, 'utf8'),
  ...(tunnel
    ? {
        lookup: (_name, { all }, done) =>
          all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
      }
    : {}),
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
    const undo = pinned.installGlobally();
    try {
      const response = await fetch(url, { method: 'POST', headers, body });
      await response.text();
      return Math.max(response.status, await withHttps(undefined));
    } finally {
      undo();
    }
  },
};

let status = await ways[how]!();
if (process.env['LIVEPIN_LAB_SCENARIO'] === 'session-after-pin-change') {
  writeFileSync(told['readyFile']!, '');
  while (!existsSync(told['changedFile']!)) await setTimeout(20);
  await pinned.refresh();
  status = await ways[how]!();
}
process.exit(status < 400 ? 0 : 1);
