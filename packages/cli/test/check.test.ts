import { writeFileSync } from 'node:fs';
import {
  app,
  chainOf,
  domain,
  issue,
  makeBundle,
  makeRoot,
  oneDay,
  pinKeys,
  rootKeys,
  startServer,
  startSilentServer,
  testPin,
} from '@livepin/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { livepin, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const root = issue({ subject: 'CN=Root', ca: true });
const intermediate = issue({ subject: 'CN=CA', ca: true, issuer: root });
const leaf = issue({ subject: 'CN=api.example.com', issuer: intermediate });
const now = Math.floor(Date.now() / 1000);
writeFileSync(folder.in('ca.pem'), root.pem);
writeFileSync(folder.in('other-ca.pem'), issue({ subject: 'CN=Other', ca: true }).pem);

const server = await startServer([leaf, intermediate]);
afterAll(() => server[Symbol.asyncDispose]());
const at = (port: number, ca = 'ca.pem') => ['--connect', `127.0.0.1:${port}`, '--ca', folder.in(ca), '--json'];
const check = (...more: string[]) => livepin(['check', 'api.example.com', ...at(server.port), ...more]);

describe('by pins', () => {
  test.each([
    { says: 'the leaf', pin: leaf.pin },
    { says: 'the intermediate', pin: intermediate.pin },
    { says: 'the root, which the server does not send', pin: root.pin },
  ])('a pin of $says is enough: accept, exit status 0, and the whole path', async ({ pin }) => {
    const { status, json, stderr } = await check('--pins', `${testPin('backup')},${pin}`);
    expect(status).toBe(0);
    expect(json()).toMatchObject({
      verdict: 'accept',
      code: null,
      host: 'api.example.com',
      port: 443,
      pinned: 'match',
      path: [leaf, intermediate, root].map((one) => ({ pin: one.pin, subject: one.subject, isMatch: one.pin === pin })),
    });
    expect(stderr).toBe('');
    expect(server.received()).toBe(0);
  });

  test.each([
    { says: 'one list or several', pins: ['--pins', testPin('backup'), '--pins', leaf.pin] },
    { says: 'as OkHttp writes them', pins: ['--pins', `sha256/${testPin('backup')}, sha256/${leaf.pin}`] },
    { says: 'as curl writes them', pins: ['--pins', `sha256//${leaf.pin}`] },
  ])('pins may be given $says', async ({ pins }) => {
    expect((await check(...pins)).json()).toMatchObject({ verdict: 'accept', pinned: 'match' });
  });

  test('a pin may begin with a slash, whatever stands before it', async () => {
    const pin = `/${'A'.repeat(42)}=`;
    for (const text of [pin, `sha256/${pin}`, `sha256//${pin}`])
      expect((await check('--pins', text)).json()).toMatchObject({ expected: [pin] });
  });

  test('no pin of the path: refuse, exit status 1, what was seen and what was wanted', async () => {
    const { status, json } = await check('--pins', testPin('stranger'));
    expect(status).toBe(1);
    expect(json()).toMatchObject({
      verdict: 'refuse',
      code: 'LP_PIN_MISMATCH',
      expected: [testPin('stranger')],
      path: [{ pin: leaf.pin }, { pin: intermediate.pin }, { pin: root.pin }],
    });
  });

  test('people see the verdict, the path with the pin that matched, and until when', async () => {
    const connect = at(server.port).slice(0, -1);
    const { stdout } = await livepin(['check', 'api.example.com', ...connect, '--pins', leaf.pin]);
    expect(stdout).toMatch(/^accept {2}api\.example\.com:443\nverified path:\n/);
    expect(stdout).toContain(`${leaf.pin}  CN=api.example.com  pinned\n`);
    expect(stdout).toMatch(/certificate until 20\d\d-/);
  });

  test('the server may be named by an address or by an https URL, with its port', async () => {
    const [byAddress, byUrl] = await Promise.all([
      livepin(['check', `127.0.0.1:${server.port}`, '--ca', folder.in('ca.pem'), '--json']),
      livepin(['check', 'https://api.example.com:8443/v1', ...at(server.port), '--pins', leaf.pin]),
    ]);
    expect(byAddress.json()).toMatchObject({ verdict: 'refuse', code: 'LP_NAME_MISMATCH' });
    expect(byUrl.json()).toMatchObject({ verdict: 'accept', port: 8443 });
  });
});

test('a file of CAs that holds none is named', async () => {
  writeFileSync(folder.in('no-ca.pem'), 'none');
  const { status, json } = await livepin(['check', 'api.example.com', ...at(server.port, 'no-ca.pem')]);
  expect(json()).toMatchObject({
    error: { code: 'LP_ANCHORS_UNREADABLE', sentence: expect.stringContaining(`in ${folder.in('no-ca.pem')} cannot`) },
  });
  expect(status).toBe(2);
});

describe('trust comes first', () => {
  test('without pins trust alone is judged, and the pins are shown', async () => {
    const { status, json } = await check();
    expect(status).toBe(0);
    expect(json()).toMatchObject({ verdict: 'accept', pinned: null, path: [{ pin: leaf.pin }, {}, {}] });
  });

  test('--ca takes the place of all other anchors, also where the environment adds the right one', async () => {
    const arguments_ = ['check', 'api.example.com', ...at(server.port, 'other-ca.pem'), '--pins', leaf.pin];
    const { status, json } = await livepin(arguments_, { env: { NODE_EXTRA_CA_CERTS: folder.in('ca.pem') } });
    expect(status).toBe(1);
    expect(json()).toMatchObject({ verdict: 'refuse', code: 'LP_CHAIN_UNTRUSTED', path: [], served: [{}, {}] });
  });

  test('without --ca the anchors are those of Node, and what the environment adds', async () => {
    const arguments_ = ['check', 'api.example.com', '--connect', `127.0.0.1:${server.port}`, '--json'];
    const [bare, extended] = await Promise.all([
      livepin(arguments_),
      livepin(arguments_, { env: { NODE_EXTRA_CA_CERTS: folder.in('ca.pem') } }),
    ]);
    expect(bare.json()).toMatchObject({ verdict: 'refuse', code: 'LP_CHAIN_UNTRUSTED' });
    expect(extended.json()).toMatchObject({ verdict: 'accept' });
  });

  test.each([
    {
      says: 'a certificate for another name',
      shown: issue({ subject: 'CN=www.example.com', issuer: intermediate }),
      code: 'LP_NAME_MISMATCH',
    },
    {
      says: 'an expired certificate',
      shown: issue({ subject: 'CN=api.example.com', issuer: intermediate, notAfter: now - 60 }),
      code: 'LP_CERTIFICATE_EXPIRED',
    },
    {
      says: 'a certificate of tomorrow',
      shown: issue({ subject: 'CN=api.example.com', issuer: intermediate, notBefore: now + oneDay }),
      code: 'LP_CERTIFICATE_EXPIRED',
    },
    {
      says: 'an expired certificate of nobody',
      shown: issue({ subject: 'CN=api.example.com', notAfter: now - 60 }),
      code: 'LP_CHAIN_UNTRUSTED',
    },
    {
      says: 'a certificate by a server that is no CA',
      shown: issue({ subject: 'CN=api.example.com', issuer: leaf }),
      code: 'LP_CHAIN_UNTRUSTED',
    },
  ])('$says is refused although its key is pinned', async ({ shown, code }) => {
    await using other = await startServer([shown, intermediate, leaf]);
    const arguments_ = ['check', 'api.example.com', ...at(other.port), '--pins', shown.pin];
    const { status, json } = await livepin(arguments_);
    expect(status).toBe(1);
    expect(json()).toMatchObject({ verdict: 'refuse', code });
  });

  test('a pinned certificate that is only sent along does not excuse a chain', async () => {
    const rogueRoot = issue({ subject: 'CN=Rogue', ca: true });
    const rogue = issue({ subject: 'CN=api.example.com', issuer: rogueRoot });
    writeFileSync(folder.in('both.pem'), root.pem + rogueRoot.pem);
    await using other = await startServer([rogue, rogueRoot, leaf, intermediate]);
    const { status, json } = await livepin([
      'check',
      'api.example.com',
      ...at(other.port, 'both.pem'),
      '--pins',
      `${leaf.pin},${intermediate.pin}`,
    ]);
    expect(status).toBe(1);
    expect(json()).toMatchObject({ code: 'LP_PIN_MISMATCH', path: [{ pin: rogue.pin }, { pin: rogueRoot.pin }] });
  });
});

describe('by a bundle', () => {
  const options = (bundle: string, ...roots: string[]) => [
    '--bundle',
    folder.in(bundle),
    ...(roots.length > 0 ? roots : ['root.json']).flatMap((name) => ['--root', folder.in(name)]),
    '--app',
    app,
  ];
  const pinned = (pins: readonly string[], more = {}) => ({
    iat: now - oneDay,
    domains: [domain('api.example.com', pins, more)],
  });

  beforeAll(async () => {
    const first = await makeRoot();
    const chain = chainOf(first);
    const write = (name: string, bytes: Uint8Array) => writeFileSync(folder.in(name), bytes);
    write('root.json', first);
    write('root-2.json', await makeRoot({ version: 2, pinKeys: pinKeys.slice(1), payload: { chain } }));
    write('good.json', await makeBundle(chain, pinned([leaf.pin, testPin('backup')])));
    write('wrong.json', await makeBundle(chain, pinned([testPin('stranger')])));
    write('reported.json', await makeBundle(chain, pinned([testPin('stranger')], { mode: 'report' })));
    write('revoked.json', await makeBundle(chain, { ...pinned([leaf.pin, root.pin]), revoked: [intermediate.pin] }));
    write('forged.json', await makeBundle(chain, pinned([leaf.pin]), rootKeys.slice(0, 1)));
    const old = { iat: now - 40 * oneDay };
    write('stale-hold.json', await makeBundle(chain, { ...pinned([leaf.pin]), ...old }));
    write('stale-wrong.json', await makeBundle(chain, { ...pinned([testPin('stranger')]), ...old }));
    write('stale-refuse.json', await makeBundle(chain, { ...pinned([leaf.pin], { stale: 'refuse' }), ...old }));
    write(
      'elsewhere.json',
      await makeBundle(chain, { ...pinned([leaf.pin]), domains: [domain('b.example', [leaf.pin])] }),
    );
    const closed = { iat: now, unlisted: 'refuse', domains: [] };
    write('closed.json', await makeBundle(chain, closed));
    write('not-json.json', Buffer.from('<html>'));
  });

  test.each([
    { bundle: 'good.json', verdict: 'accept', code: null, more: { pinned: 'match' } },
    { bundle: 'wrong.json', verdict: 'refuse', code: 'LP_PIN_MISMATCH', more: { pinned: 'mismatch' } },
    { bundle: 'reported.json', verdict: 'accept', code: null, more: { reported: 'LP_PIN_MISMATCH' } },
    { bundle: 'revoked.json', verdict: 'refuse', code: 'LP_PIN_REVOKED', more: { pinned: 'revoked' } },
    { bundle: 'forged.json', verdict: 'refuse', code: 'LP_BUNDLE_SIGNATURES', more: { path: [] } },
    { bundle: 'not-json.json', verdict: 'refuse', code: 'LP_JSON_MALFORMED', more: { path: [], bundle: null } },
    { bundle: 'stale-hold.json', verdict: 'accept', code: null, more: { pinned: 'match' } },
    { bundle: 'stale-wrong.json', verdict: 'refuse', code: 'LP_PIN_MISMATCH', more: {} },
    { bundle: 'stale-refuse.json', verdict: 'refuse', code: 'LP_BUNDLE_STALE', more: { path: [] } },
    { bundle: 'elsewhere.json', verdict: 'accept', code: null, more: { pinned: 'unpinned' } },
    { bundle: 'closed.json', verdict: 'refuse', code: 'LP_HOST_UNLISTED', more: {} },
  ])('$bundle: $verdict $code', async ({ bundle, verdict, code, more }) => {
    const { status, json } = await check(...options(bundle));
    expect(json()).toMatchObject({ verdict, code, ...more });
    expect(status).toBe(verdict === 'accept' ? 0 : 1);
  });

  test('the newest of several trust roots decides, in whichever order they are given', async () => {
    const [forward, backward, byFolder] = await Promise.all([
      check(...options('good.json', 'root.json', 'root-2.json')),
      check(...options('good.json', 'root-2.json', 'root.json')),
      check('--bundle', folder.in('good.json'), '--root', folder.path, '--app', app),
    ]);
    for (const outcome of [forward, backward, byFolder]) {
      expect(outcome.json()).toMatchObject({ verdict: 'refuse', code: 'LP_BUNDLE_SIGNATURES' });
    }
  });

  test('for another app it is refused', async () => {
    const { json } = await check(...options('good.json').slice(0, -1), 'com.example.shop');
    expect(json()).toMatchObject({ verdict: 'refuse', code: 'LP_BUNDLE_APP' });
  });
});

describe('what cannot be asked', () => {
  test('a port where nothing listens is exit status 3, not a verdict', async () => {
    const gone = await startServer([leaf]);
    await gone[Symbol.asyncDispose]();
    const { status, json } = await livepin(['check', 'api.example.com', ...at(gone.port), '--pins', leaf.pin]);
    expect(status).toBe(3);
    expect(json()).toMatchObject({ error: { code: 'LP_UNREACHABLE' } });
  });

  test('so is one that speaks no TLS', async () => {
    await using silent = await startSilentServer();
    const { status } = await livepin(['check', 'api.example.com', ...at(silent.port)]);
    expect(status).toBe(3);
  });

  test.each([
    { says: 'a malformed pin', more: ['--pins', 'abc'], code: 'LP_PIN_MALFORMED' },
    { says: 'an empty list of pins', more: ['--pins', ''], code: 'LP_PIN_MALFORMED' },
    { says: 'pins and a bundle', more: ['--pins', leaf.pin, '--bundle', 'b.json'], code: 'LP_USAGE' },
    { says: 'a bundle without its root', more: ['--bundle', 'b.json', '--app', app], code: 'LP_USAGE' },
    { says: 'a bundle without its app', more: ['--bundle', 'b.json', '--root', 'r.json'], code: 'LP_USAGE' },
    { says: 'a root without a bundle', more: ['--root', 'r.json'], code: 'LP_USAGE' },
    {
      says: 'a bundle that is not there',
      more: ['--bundle', 'none', '--root', 'r', '--app', app],
      code: 'LP_FILE_UNREADABLE',
    },
    { says: 'a CA file that is none', more: ['--ca', import.meta.filename], code: 'LP_ANCHORS_UNREADABLE' },
    { says: 'a malformed address', more: ['--connect', 'a b'], code: 'LP_ENDPOINT_MALFORMED' },
  ])('$says is exit status 2', async ({ more, code }) => {
    const { status, json } = await check(...more);
    expect(status).toBe(2);
    expect(json()).toMatchObject({ error: { code } });
  });
});
