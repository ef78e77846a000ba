// Asks once, in the way that its first parameter names; ends with 1 where it is refused.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import tls from 'node:tls';
import { type buildConnector, ProxyAgent, request } from 'undici';
import { pinOf } from './pin-of.ts';
import { openTunnel } from './tunnel.ts';

const [how = '', address = '', canary = '', pin = '', otherHost = ''] = process.argv.slice(2);
const url = new URL(address);
const port = Number(url.port || 443);
const headers = { authorization: `Bearer ${canary}`, 'content-type': 'application/x-www-form-urlencoded' };
const body = `canary=${canary}`;

type Check = NonNullable<tls.ConnectionOptions['checkServerIdentity']>;

/** As Node's documentation has it: names first, then the key of the leaf. */
const byLeaf: Check = (host, certificate) =>
  tls.checkServerIdentity(host, certificate) ?? (pinOf(certificate) === pin ? undefined : new Error('no pinned key'));

/** A mistake that is often made: what takes the place of the comparison of names compares none. */
const byIssuerWithoutNames: Check = (_host, certificate) => {
  const seen = new Set<string>();
  let at: tls.DetailedPeerCertificate | undefined = certificate as tls.DetailedPeerCertificate;
  while (at?.raw && !seen.has(at.fingerprint256)) {
    if (pinOf(at) === pin) return undefined;
    seen.add(at.fingerprint256);
    at = at.issuerCertificate;
  }
  return new Error('no pinned key');
};

function withHttps(options: https.RequestOptions, target = url): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = https.request(target, { method: 'POST', headers, timeout: 20_000, ...options }, (response) => {
      response.resume().once('end', () => {
        if ((response.statusCode ?? 500) < 400) resolve();
        else reject(new Error(`status ${response.statusCode}`));
      });
    });
    asked.once('error', reject).once('timeout', () => asked.destroy(new Error('no answer')));
    asked.end(body);
  });
}

async function withFetch(): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.text();
  if (!response.ok) throw new Error(`status ${response.status}`);
}

async function withUndici(more: buildConnector.BuildOptions): Promise<void> {
  const dispatcher = new ProxyAgent({ uri: process.env['https_proxy'] ?? '', requestTls: more });
  const response = await request(url, { method: 'POST', headers, body, dispatcher });
  await response.body.text();
  await dispatcher.close();
  if (response.statusCode >= 400) throw new Error(`status ${response.statusCode}`);
}

/** One HTTP/2 connection for all hosts in its certificate (RFC 9113 §9.1.1), opened for a host without pins. */
async function withCoalescing(): Promise<void> {
  await using tunnel = await openTunnel(otherHost, port);
  const connection = tls.connect({
    ...{ host: '127.0.0.1', port: tunnel.port, servername: otherHost, ALPNProtocols: ['h2'] },
  });
  await once(connection, 'secureConnect');
  const session = http2.connect(`https://${otherHost}`, { createConnection: () => connection });
  try {
    await withSession(session, otherHost);
    const isCovered = tls.checkServerIdentity(url.hostname, connection.getPeerCertificate()) === undefined;
    if (isCovered) await withSession(session, url.hostname);
    else await withHttps({ checkServerIdentity: byLeaf });
  } finally {
    session.destroy();
  }
}

/** Looks at the pin when the handshake is over, and only at those that are not resumed; keeps every session that it gets. */
async function withKeptSession(): Promise<void> {
  await using tunnel = await openTunnel(url.hostname, port);
  let session: Buffer | undefined;
  const ask = async () => {
    const where = { host: '127.0.0.1', port: tunnel.port, servername: url.hostname };
    // Those of TLS 1.2 are there with the handshake, those of TLS 1.3 some time after it.
    const socket = tls.connect({ ...where, maxVersion: 'TLSv1.2', ...(session ? { session } : {}) });
    socket.on('session', (kept) => {
      session = kept;
    });
    await once(socket, 'secureConnect');
    if (!socket.isSessionReused() && pinOf(socket.getPeerCertificate()) !== pin) {
      socket.destroy();
      throw new Error('no pinned key');
    }
    await withHttps({ createConnection: () => socket });
  };
  await ask().catch(ask);
}

/** An unpinned client, as a picture loader, and a pinned one have one Agent, which keeps sessions by host. */
async function withSharedAgent(): Promise<void> {
  await using tunnel = await openTunnel(url.hostname, port);
  const agent = new https.Agent({ keepAlive: false });
  const own = new URL(`https://${url.hostname}:${tunnel.port}${url.pathname}`);
  const lookup: LookupFunction = (_host, { all }, done) =>
    all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
  await withHttps({ agent, lookup, headers: {} }, own);
  await withHttps({ agent, lookup, checkServerIdentity: byLeaf }, own);
}

async function withSession(session: http2.ClientHttp2Session, authority: string): Promise<void> {
  const own = authority === url.hostname ? headers : {};
  const stream = session.request({ ':method': 'POST', ':path': url.pathname, ':authority': authority, ...own });
  stream.resume().end(authority === url.hostname ? body : '');
  await once(stream, 'close');
}

const ways: Readonly<Record<string, () => Promise<void>>> = {
  https: () => withHttps({}),
  'https-insecure': () => withHttps({ rejectUnauthorized: false }),
  'https-pinned': () => withHttps({ checkServerIdentity: byLeaf }),
  'https-without-names': async () => {
    await withHttps({ checkServerIdentity: byIssuerWithoutNames });
    await withHttps({}, new URL(`https://${otherHost}/`));
  },
  fetch: withFetch,
  undici: () => withUndici({ ca: readFileSync(process.env['SSL_CERT_FILE']!) }),
  'undici-pinned': () => withUndici({ ca: readFileSync(process.env['SSL_CERT_FILE']!), checkServerIdentity: byLeaf }),
  coalescing: withCoalescing,
  'kept-session': withKeptSession,
  'shared-agent': withSharedAgent,
};

await ways[how]!();
process.exit(0);
