import { describe, expect, test } from 'vitest';
import type { GuideFacts } from '../../src/device/guide.ts';
import { checkReply, type PageFacts, plainReply } from '../../src/device/page-replies.ts';
import { subjectHashOld } from '../../src/device/subject-hash.ts';
import { makeLabCas } from '../../src/forge/lab-cas.ts';

const { publicRoot } = makeLabCas(Date.now() / 1000);
const root = publicRoot.certificate;

function factsOf(more: Partial<GuideFacts> = {}): PageFacts {
  return {
    root: root.der,
    fingerprint: root.fingerprint,
    facts: () => ({
      deviceUrl: 'http://192.168.1.5:8899',
      localUrl: 'http://127.0.0.1:8899',
      rootName: root.subjectText,
      rootHash: subjectHashOld(root),
      serial: null,
      ...more,
    }),
  };
}

function get(url: string, host: string | undefined = 'livepin.lab', method = 'GET') {
  return plainReply({ method, url, headers: { host } }, factsOf());
}

describe('the lab has a page for', () => {
  test.each([
    'livepin.lab',
    'livepin.lab:80',
    'LIVEPIN.LAB',
    '192.168.1.5:8899',
    '127.0.0.1',
    'localhost:8899',
    '[::1]:8899',
    '[fd00::5]',
  ])('the host %s', (host) => {
    expect(get('/', host).status).toBe(200);
  });
});

describe('a web page whose name was made to lead here (DNS rebinding) gets nothing, as', () => {
  test.each([
    'evil.example',
    'evil.example:8899',
    'livepin.lab.evil.example',
    'evil-livepin.lab',
    '127.0.0.1.evil.example',
    '',
    'livepin.lab:80:80',
    '[::1',
    '::1',
  ])('%j', (host) => {
    const reply = get('/', host);
    expect(reply.status).toBe(421);
  });

  test('a request without a host', () => {
    expect(plainReply({ method: 'GET', url: '/', headers: {} }, factsOf()).status).toBe(421);
  });
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'])('%s is refused', (method) => {
  expect(get('/', 'livepin.lab', method).status).toBe(405);
});

test.each([
  '/livepin-lab.key',
  '/../etc/passwd',
  '/%2e%2e/',
  '//',
  '/livepin-lab.crt/',
  'http://evil.example/x',
  '/__proto__',
  '/constructor',
])('there is nothing at %s', (url) => {
  expect(get(url).status).toBe(404);
});

test('as a proxy is asked, or with a query, it is the same page', () => {
  for (const url of [
    '/livepin-lab.crt',
    'http://livepin.lab/livepin-lab.crt',
    '/livepin-lab.crt?x=/../y',
    'http://livepin.lab:80/livepin-lab.crt#z',
  ])
    expect(get(url)).toMatchObject({ status: 200, type: 'application/x-x509-ca-cert' });
  expect(get('http://livepin.lab').type).toContain('text/html');
});

test('the certificate is the root, as DER for Android, as PEM, and under the name of its store', () => {
  expect(get('/livepin-lab.crt').body).toBe(root.der);
  const pem = String(get('/livepin-lab.pem').body);
  expect(Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64')).toEqual(Buffer.from(root.der));
  expect(get(`/${subjectHashOld(root)}.0`).body).toBe(pem);
});

test('a profile is no download, or Safari would not take it for one', () => {
  const reply = get('/livepin-lab.mobileconfig');
  expect(reply.type).toBe('application/x-apple-aspen-config');
  expect(reply).not.toHaveProperty('fileName');
});

test('the proxy configuration leads to the lab and nowhere else', () => {
  const script = String(get('/proxy.pac').body);
  const find = new Function(`${script}; return FindProxyForURL;`)();
  expect(find('https://api.example.com/', 'api.example.com')).toBe('PROXY 192.168.1.5:8899');
});

test('nothing that is served holds a private key', () => {
  const key = publicRoot.key.export({ type: 'pkcs8', format: 'der' });
  const secret = key.subarray(36, 68); // the private number of a P-384 key, in part
  for (const path of [
    '/',
    '/livepin-lab.crt',
    '/livepin-lab.pem',
    '/livepin-lab.mobileconfig',
    '/android-system-ca.sh',
  ]) {
    const body = Buffer.from(get(path).body);
    expect(
      body.includes(secret) || body.includes(secret.toString('base64').slice(4, 30)) || body.includes('PRIVATE KEY'),
    ).toBe(false);
  }
});

test('names and addresses are text in the page, whatever they hold', () => {
  const hostile = '"><script>alert(1)</script>\'&';
  const facts = factsOf({ rootName: hostile, serial: hostile });
  const page = String(plainReply({ method: 'GET', url: '/', headers: { host: 'livepin.lab' } }, facts).body);
  expect(page).not.toContain('<script');
  expect(page).toContain('&#60;script&#62;');
});

test('each page has a name of its own to be checked with', () => {
  const names = Array.from(
    { length: 20 },
    () => /https:\/\/(check-[0-9a-f]{12}\.livepin\.lab)\//.exec(String(get('/').body))![1],
  );
  expect(new Set(names).size).toBe(20);
});

test('the check page says what was shown, and has no other pages', () => {
  const ask = (url: string, isProof: boolean) =>
    checkReply({ method: 'GET', url, headers: { host: 'check-0123456789ab.livepin.lab' } }, isProof);
  expect(String(ask('/', true).body)).toContain('This device trusts');
  expect(String(ask('/', false).body)).toContain('does not trust');
  expect(ask('/favicon.ico', true).status).toBe(404);
});
