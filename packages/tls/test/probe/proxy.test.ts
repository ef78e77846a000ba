import { type AddressInfo, connect } from 'node:net';
import tls from 'node:tls';
import { issue, startServer } from '@livepin/testkit';
import { trustAnchorsOf } from '@livepin/tls';
import { parseEndpoint, parseProxy, parseTarget, probe, proxyFromEnvironment } from '@livepin/tls/probe';
import { afterAll, describe, expect, test } from 'vitest';
import { type Step, startTalker } from './talker.ts';

const root = issue({ subject: 'CN=Root', ca: true });
const leaf = issue({ subject: 'CN=api.example.com', issuer: root });
const chain = [leaf, root] as const;
const endpoint = parseEndpoint('api.example.com');
const anchors = trustAnchorsOf([root.der]);
const through = (proxy: string, more = {}) => probe(endpoint, { proxy: parseProxy(proxy), anchors, ...more });
const credentials = 'user:pa%3Ass@';
const basic = `Basic ${Buffer.from('user:pa:ss').toString('base64')}`;
const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

const connectRequest = (more = '') =>
  `CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\n${more}\r\n`;

describe('an HTTP proxy', () => {
  test('is asked for the server by its name, and the server is seen through it', async () => {
    const answer = 'HTTP/1.1 200 Connection established\r\nVia: 1.1 proxy\r\n\r\n';
    await using proxy = await startTalker({ hears: connectRequest() }, { says: answer }, { tls: chain });
    const seen = await through(`http://127.0.0.1:${proxy.port}`);
    expect(seen).toMatchObject({ fault: null, nameFault: null, address: null, served: [{ pin: leaf.pin }, {}] });
    expect(proxy.heard()).toBe(connectRequest());
  });

  test('is told the credentials of its URL', async () => {
    const request = connectRequest(`Proxy-Authorization: ${basic}\r\n`);
    await using proxy = await startTalker({ hears: request }, { says: 'HTTP/1.0 200 OK\r\n\r\n' }, { tls: chain });
    expect((await through(`http://${credentials}127.0.0.1:${proxy.port}`)).fault).toBeNull();
  });

  test('leads to a server that begins in clear, and may bring its greeting along', async () => {
    const steps: Step[] = [
      { hears: 'CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\n\r\n' },
      { says: 'HTTP/1.1 200 OK\r\n\r\n220 hello\r\n' },
      { hears: 'EHLO [127.0.0.1]\r\n' },
      { says: '250 STARTTLS\r\n' },
      { hears: 'STARTTLS\r\n' },
      { says: '220 ok\r\n' },
      { tls: chain },
    ];
    await using proxy = await startTalker(...steps);
    expect((await through(`http://127.0.0.1:${proxy.port}`, { startTls: 'smtp' })).fault).toBeNull();
  });

  test('that sends words of its own before TLS ends it', async () => {
    await using proxy = await startTalker({ says: 'HTTP/1.1 200 OK\r\n\r\n<html>' });
    await expect(through(`http://127.0.0.1:${proxy.port}`)).rejects.toMatchObject({ reason: 'early-bytes' });
  });

  test.each([
    { says: 'HTTP/1.1 407 Authentication Required', reason: 'proxy-refused', why: /asks for credentials/ },
    { says: 'HTTP/1.1 403 Forbidden', reason: 'proxy-refused', why: /403 Forbidden/ },
    { says: 'HTTP/1.1 405 Method Not Allowed', reason: 'proxy-refused', why: /405/ },
    { says: 'HTTP/1.1 502 Bad Gateway', reason: 'beyond-proxy', why: /could not connect to it .+502 Bad Gateway/ },
    { says: 'HTTP/1.1 504 Gateway Timeout', reason: 'beyond-proxy', why: /504/ },
    { says: '220 mail.example.com', reason: 'proxy-refused', why: /220 mail/ },
  ])('that answers $says: $reason', async ({ says, reason, why }) => {
    await using proxy = await startTalker({ says: `${says}\r\n\r\n` });
    const error = { code: 'LP_UNREACHABLE', reason, message: expect.stringMatching(why) };
    await expect(through(`http://127.0.0.1:${proxy.port}`)).rejects.toMatchObject(error);
    await proxy.deserted();
  });

  test('that does not take the credentials is told apart from one that asks for some, and they are not told', async () => {
    await using proxy = await startTalker({ says: 'HTTP/1.1 407 Authentication Required\r\n\r\n' });
    const error = await through(`http://user:secret@127.0.0.1:${proxy.port}`).catch((one: Error) => one);
    expect(error).toMatchObject({ reason: 'proxy-refused', message: expect.stringMatching(/does not take its cred/) });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/secret|dXNlcjpzZWNyZXQ/);
  });

  test('that is not there is not taken for the server', async () => {
    const gone = await startServer(chain);
    await gone[Symbol.asyncDispose]();
    await expect(through(`http://127.0.0.1:${gone.port}`)).rejects.toMatchObject({
      reason: 'proxy-unreachable',
      message: expect.stringContaining(`the proxy 127.0.0.1:${gone.port} could not be reached`),
    });
  });

  test('that is silent is left when the time is up', async () => {
    await using proxy = await startTalker();
    const waiting = through(`http://127.0.0.1:${proxy.port}`, { timeoutMilliseconds: 50 });
    await expect(waiting).rejects.toMatchObject({ reason: 'timed-out' });
    await proxy.deserted();
  });
});

describe('a proxy over TLS', () => {
  const before = tls.getCACertificates('default');
  afterAll(() => tls.setDefaultCACertificates(before));
  const proxyRoot = issue({ subject: 'CN=Proxy Root', ca: true });

  async function startProxy(name: string) {
    const own = issue({ subject: `CN=${name}`, issuer: proxyRoot, names: ['127.0.0.1'] });
    const key = own.key.privateKey.export({ type: 'pkcs8', format: 'pem' });
    let heard = '';
    await using stack = new AsyncDisposableStack();
    const target = stack.use(await startServer(chain));
    const proxy = tls.createServer({ key, cert: own.pem }, (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (chunk) => {
        heard += chunk;
        const onward = connect(target.port, '127.0.0.1').on('error', () => undefined);
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    stack.defer(() => void proxy.close());
    const owned = stack.move();
    return {
      port: (proxy.address() as AddressInfo).port,
      heard: () => heard,
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  }

  test('is trusted as this process trusts, and TLS goes through TLS', async () => {
    tls.setDefaultCACertificates([...before, proxyRoot.pem]);
    await using proxy = await startProxy('proxy.example.com');
    const seen = await through(`https://${credentials}127.0.0.1:${proxy.port}`);
    expect(seen).toMatchObject({ fault: null, served: [{ pin: leaf.pin }, {}] });
    expect(proxy.heard()).toContain(basic);
  });

  test('that nobody trusts hears no word, and no password', async () => {
    tls.setDefaultCACertificates(before);
    await using proxy = await startProxy('proxy.example.com');
    await expect(through(`https://${credentials}127.0.0.1:${proxy.port}`)).rejects.toMatchObject({
      reason: 'proxy-unreachable',
    });
    expect(proxy.heard()).toBe('');
  });
});

describe('a SOCKS proxy', () => {
  const request = Buffer.concat([bytes('050100 03 0f'), Buffer.from('api.example.com'), bytes('01bb')]);
  const granted = bytes('050000 01 00000000 0000');

  test('is asked for the server by its name', async () => {
    const steps: Step[] = [{ hears: bytes('050100') }, { says: bytes('0500') }, { hears: request }, { says: granted }];
    await using proxy = await startTalker(...steps, { tls: chain });
    expect(await through(`socks5://127.0.0.1:${proxy.port}`)).toMatchObject({ fault: null, address: null });
  });

  test.each([
    { host: '192.0.2.7', sent: '050100 01 c0000207 01bb' },
    { host: '[2001:db8::7]', sent: '050100 04 20010db8000000000000000000000007 01bb' },
    { host: '[::1]', sent: '050100 04 00000000000000000000000000000001 01bb' },
  ])('is asked for $host as an address', async ({ host, sent }) => {
    const steps: Step[] = [{ hears: bytes('050100') }, { says: bytes('0500') }, { hears: bytes(sent) }, { ends: true }];
    await using proxy = await startTalker(...steps);
    const asking = probe(parseEndpoint(`${host}:443`), { proxy: parseProxy(`socks5://127.0.0.1:${proxy.port}`) });
    await expect(asking).rejects.toMatchObject({ reason: 'closed' });
    expect(proxy.heard()).toBe(bytes(`050100${sent}`).toString('latin1'));
  });

  test('is told the credentials of its URL where it asks for them', async () => {
    const logIn = Buffer.concat([bytes('01 04'), Buffer.from('user'), bytes('05'), Buffer.from('pa:ss')]);
    const steps: Step[] = [
      { hears: bytes('05020002') },
      { says: bytes('0502') },
      { hears: logIn },
      { says: bytes('0100') },
      { hears: request },
      { says: bytes('050000 03 04 61626364 0000') },
      { tls: chain },
    ];
    await using proxy = await startTalker(...steps);
    expect((await through(`socks5h://${credentials}127.0.0.1:${proxy.port}`)).fault).toBeNull();
  });

  test.each([
    { says: '05ff', reason: 'proxy-refused', why: /asks for credentials/ },
    { says: '0500 050200 01 00000000 0000', reason: 'early-bytes', why: /before TLS/ },
    { says: '0400', reason: 'proxy-refused', why: /answered/ },
  ])('that begins with $says: $reason', async ({ says, reason, why }) => {
    await using proxy = await startTalker({ says: bytes(says) });
    const error = { reason, message: expect.stringMatching(why) };
    await expect(through(`socks5://127.0.0.1:${proxy.port}`)).rejects.toMatchObject(error);
  });

  test.each([
    { code: '02', reason: 'proxy-refused', why: /not allowed by its rules/ },
    { code: '04', reason: 'beyond-proxy', why: /host unreachable/ },
    { code: '05', reason: 'beyond-proxy', why: /connection refused/ },
    { code: '63', reason: 'proxy-refused', why: /code 99/ },
  ])('that answers with the code $code: $reason', async ({ code, reason, why }) => {
    const answer = bytes(`05${code}00 01 00000000 0000`);
    const steps: Step[] = [{ hears: bytes('050100') }, { says: bytes('0500') }, { hears: request }, { says: answer }];
    await using proxy = await startTalker(...steps);
    const error = { reason, message: expect.stringMatching(why) };
    await expect(through(`socks5://127.0.0.1:${proxy.port}`)).rejects.toMatchObject(error);
  });
});

test.each([
  ['http://proxy.example.com', 'http', 'proxy.example.com', 3128, null],
  ['proxy.example.com:8080', 'http', 'proxy.example.com', 8080, null],
  ['http://Proxy.example.com:80/', 'http', 'proxy.example.com', 80, null],
  ['https://proxy.example.com', 'https', 'proxy.example.com', 443, null],
  ['socks5://10.0.0.1', 'socks5', '10.0.0.1', 1080, null],
  ['socks5h://[2001:db8::1]:1081', 'socks5', '2001:db8::1', 1081, null],
  ['http://a%40b:c%3Ad@proxy.example.com:1', 'http', 'proxy.example.com', 1, { user: 'a@b', password: 'c:d' }],
])('%s is a proxy', (text, protocol, host, port, credentials) => {
  expect(parseProxy(text)).toEqual({ protocol, host, port, credentials });
});

test.each([
  '',
  'ftp://proxy.example.com',
  'http://',
  'http://a b',
  'http://proxy.example.com:65536',
  'http://proxy.example.com:0',
  'http://proxy.example.com/path',
  'http://user:secret@proxy.example.com?x',
  'http://user:%zz-secret@proxy.example.com',
])('%j is none, and what may be a password in it is not told', (text) => {
  expect(() => parseProxy(text)).toThrow(
    expect.objectContaining({ code: 'LP_PROXY_MALFORMED', message: expect.not.stringContaining('secret') }),
  );
});

describe('the environment', () => {
  const environment = { HTTPS_PROXY: 'http://a.example', all_proxy: 'socks5://b.example' };
  const hostOf = (target: string, more = {}) =>
    proxyFromEnvironment(parseTarget(target), { ...environment, ...more })?.host ?? null;

  test('names one for TLS, and one for everything', () => {
    expect(hostOf('api.example.com')).toBe('a.example');
    expect(hostOf('smtp://api.example.com')).toBe('b.example');
    expect(hostOf('api.example.com', { HTTPS_PROXY: '' })).toBe('b.example');
    expect(hostOf('api.example.com', { https_proxy: 'http://c.example' })).toBe('c.example');
    expect(proxyFromEnvironment(parseTarget('api.example.com'), {})).toBeNull();
  });

  test('is named where what it says is no proxy', () => {
    expect(() => hostOf('api.example.com', { https_proxy: 'gopher://x' })).toThrow(/^https_proxy is not/);
  });

  test.each([
    ['*', 'api.example.com', true],
    ['example.com', 'api.example.com', true],
    ['example.com', 'example.com', true],
    ['.example.com', 'example.com', true],
    ['*.example.com', 'api.example.com', true],
    ['EXAMPLE.com.', 'api.example.com', true],
    ['ample.com', 'api.example.com', false],
    ['api.example.com', 'example.com', false],
    ['localhost, example.com:443', 'api.example.com', true],
    ['example.com:8443', 'api.example.com', false],
    ['example.com:8443', 'api.example.com:8443', true],
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '11.1.2.3', false],
    ['10.0.0.0/99', '10.1.2.3', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['2001:db8::/32', '[2001:db8::1]', true],
    ['[2001:db8::1]', '[2001:db8::1]', true],
    ['10.0.0.0/8', '[2001:db8::1]', false],
    ['', 'api.example.com', false],
    [' , ', 'api.example.com', false],
  ])('NO_PROXY=%s excepts %s: %s', (list, target, isExcepted) => {
    expect(hostOf(target, { NO_PROXY: list }) === null).toBe(isExcepted);
  });
});
