// Asks once, in the way that its first parameter names; ends with 1 where it is refused. Plain JavaScript: it runs in an older
// Node too, and what it needs stands in the folder beside it.
import { createHash, X509Certificate } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';

const [how, url, pin] = process.argv.slice(2);
const proxy = process.env.https_proxy;
const headers = {
  authorization: 'Bearer canary-authorization',
  cookie: 'session=canary-cookie',
  'x-api-key': 'canary-key',
};

/** As the documentation of node:https has it: names first, then the key of the leaf. */
function checkServerIdentity(host, certificate) {
  const { publicKey } = new X509Certificate(certificate.raw);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const seen = createHash('sha256').update(spki).digest('base64');
  return tls.checkServerIdentity(host, certificate) ?? (seen === pin ? undefined : new Error('no pinned key'));
}

function get(options) {
  return new Promise((resolve, reject) => {
    const asked = https.get(url, options, (response) => response.resume().once('end', resolve));
    asked.once('error', reject);
  });
}

async function ask(dispatcher, { request }) {
  const { body } = await request(url, { headers, dispatcher });
  await body.text();
}

async function withFetch(fetch, options) {
  const response = await fetch(url, { headers, ...options });
  await response.text();
}

const pinnedAgent = () => new https.Agent({ checkServerIdentity, proxyEnv: process.env });

const ways = {
  // What a proxy in the environment takes from a pin.
  'undici-connect': async () => {
    const undici = await import('undici');
    await ask(new undici.EnvHttpProxyAgent({ connect: { checkServerIdentity } }), undici);
  },
  'undici-request-tls': async () => {
    const undici = await import('undici');
    const options = { connect: { checkServerIdentity }, requestTls: { checkServerIdentity } };
    await ask(new undici.EnvHttpProxyAgent(options), undici);
  },
  'proxy-agent-options': async () => {
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    await get({ headers, agent: new HttpsProxyAgent(proxy, { checkServerIdentity }) });
  },
  'request-options': async () => {
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    await get({ headers, agent: new HttpsProxyAgent(proxy), checkServerIdentity });
  },

  // A request without a pin, as of another part of the app, then one with.
  'global-agent': async () => {
    await get({}).catch(() => undefined);
    await get({ headers, checkServerIdentity });
  },
  'own-agent': async () => {
    await get({}).catch(() => undefined);
    await get({ headers, agent: pinnedAgent() });
  },

  'agent-tls-before': async () => {
    const undici = await import('undici-before');
    await ask(new undici.Agent({ tls: { checkServerIdentity } }), undici);
  },
  'agent-connect-before': async () => {
    const undici = await import('undici-before');
    await ask(new undici.Agent({ connect: { checkServerIdentity } }), undici);
  },
  'agent-tls': async () => {
    const undici = await import('undici');
    await ask(new undici.Agent({ tls: { checkServerIdentity } }), undici);
  },

  // Redirects as they are by default, and as they had better be.
  axios: () => withAxios({}),
  'axios-stays': () => withAxios({ maxRedirects: 0, validateStatus: (status) => status < 400 }),
  got: () => withGot({}),
  'got-stays': () => withGot({ followRedirect: (response) => !response.headers.location?.startsWith('http:') }),
  'node-fetch': () => withNodeFetch({}),
  'node-fetch-stays': () => withNodeFetch({ redirect: 'manual' }),
  undici: () => withUndici({}),
  'undici-stays': () => withUndici({ redirect: 'manual' }),
};

async function withAxios(options) {
  const { default: axios } = await import('axios');
  await axios.get(url, { headers, httpsAgent: new https.Agent({ checkServerIdentity }), ...options });
}

async function withGot(options) {
  const { default: got } = await import('got');
  await got(url, { headers, retry: { limit: 0 }, https: { checkServerIdentity }, ...options });
}

async function withNodeFetch(options) {
  const { default: fetch } = await import('node-fetch');
  const plain = new http.Agent({ proxyEnv: process.env });
  const agent = ({ protocol }) => (protocol === 'https:' ? pinnedAgent() : plain);
  await withFetch(fetch, { agent, ...options });
}

async function withUndici(options) {
  const { fetch, ProxyAgent } = await import('undici');
  await withFetch(fetch, {
    dispatcher: new ProxyAgent({ uri: proxy, requestTls: { checkServerIdentity } }),
    ...options,
  });
}

await ways[how]();
process.exit(0);
