import { readFileSync, writeFileSync } from 'node:fs';
import { parseStored } from '@livepin/core';
import { app, chainOf, day0, domain, makeBundle, makeRoot, oneDay, pinKeys, rootKeys, testPin } from '@livepin/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { livepin, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const first = await makeRoot();
const chain = chainOf(first);
const second = await makeRoot({ version: 2, pinKeys: pinKeys.slice(1), payload: { chain } });
const raised = await makeRoot({
  version: 2,
  epoch: 2,
  pinKeys: pinKeys.slice(1),
  payload: { chain, iat: day0 + oneDay },
});
const newer = pinKeys.slice(1);
const files: Record<string, Uint8Array> = {
  'root-1.json': first,
  'root-2.json': second,
  'raised.json': raised,
  'unsigned.json': await makeRoot({ signers: rootKeys.slice(0, 1) }),
  'stranger.json': await makeRoot({ version: 2, payload: { chain }, rootKeys: pinKeys, pinKeys: rootKeys }),
  'v1.json': await makeBundle(chain),
  'v2.json': await makeBundle(chain, { version: 2 }),
  'v2-again.json': await makeBundle(chain, { version: 2, iat: day0 + oneDay }),
  'v2-other.json': await makeBundle(chain, { version: 2, domains: [domain('b.example', [testPin('x')])] }),
  'far.json': await makeBundle(chain, { version: Number.MAX_SAFE_INTEGER }),
  'forged.json': await makeBundle(chain, { version: 3 }, rootKeys.slice(0, 1)),
  'foreign.json': await makeBundle(chainOf(await makeRoot({ pinKeys })), {}),
  'by-2.json': await makeBundle(chain, { root: 2 }, newer),
  'epoch-2.json': await makeBundle(chain, { root: 2, epoch: 2, iat: day0 + oneDay }, newer),
  'page.json': Buffer.from('<!doctype html>'),
};
for (const [name, bytes] of Object.entries(files)) writeFileSync(folder.in(name), bytes);

const verify = (bundle: string, ...more: string[]) =>
  livepin(['verify', bundle, '--app', app, '--json', '--now', String(day0 + oneDay), ...more], { cwd: folder.path });
const under = (...roots: string[]) => roots.flatMap((name) => ['--root', name]);

describe('without a memory', () => {
  test('a good bundle is accepted: exit status 0, and all that it says', async () => {
    const { status, json, stderr } = await verify('v1.json', ...under('root-1.json'));
    expect(status).toBe(0);
    expect(json()).toMatchObject({
      accepted: true,
      code: null,
      app,
      chain,
      epoch: 1,
      version: 1,
      iat: day0,
      exp: day0 + 14 * oneDay,
      hosts: [{ host: 'api.example.com', mode: 'enforce', stale: 'hold', pins: [testPin('leaf'), testPin('backup')] }],
      signers: [pinKeys[0]!.kid],
      trustRoot: { version: 1, isExpired: false },
      isUnchanged: false,
    });
    expect(stderr).toBe('');
  });

  test.each([
    { bundle: 'forged.json', code: 'LP_BUNDLE_SIGNATURES' },
    { bundle: 'foreign.json', code: 'LP_BUNDLE_CHAIN' },
    { bundle: 'by-2.json', code: 'LP_BUNDLE_ROOT_UNKNOWN' },
    { bundle: 'page.json', code: 'LP_JSON_MALFORMED' },
    { bundle: 'root-1.json', code: 'LP_MEMBER_MISSING' },
    { bundle: 'v1.json', more: ['--app', 'com.example.shop'], code: 'LP_BUNDLE_APP' },
    { bundle: 'v1.json', more: ['--now', String(day0 + 14 * oneDay)], code: 'LP_BUNDLE_EXPIRED' },
    { bundle: 'v1.json', more: ['--now', '2026-02-01'], code: 'LP_BUNDLE_EXPIRED' },
    { bundle: 'v1.json', more: ['--now', '2026-02-01T00:00:00+02:00'], code: 'LP_BUNDLE_EXPIRED' },
    { bundle: 'v1.json', more: under('root-2.json'), code: 'LP_BUNDLE_SIGNATURES' },
    { bundle: 'v1.json', more: under('root-2.json', 'raised.json'), code: 'LP_ROOT_VERSION' },
    { bundle: 'v1.json', more: under('stranger.json'), code: 'LP_ROOT_OLD_SIGNATURES' },
    { bundle: 'v1.json', more: under('page.json'), code: 'LP_JSON_MALFORMED' },
    { bundle: 'by-2.json', more: under('raised.json'), code: 'LP_BUNDLE_EPOCH' },
  ])('$bundle $more is refused with $code and exit status 1', async ({ bundle, more = [], code }) => {
    const { status, json } = await verify(bundle, ...under('root-1.json'), ...more);
    expect(json()).toMatchObject({ accepted: false, code, signers: [] });
    expect(json()['sentence']).toMatch(/\.$/);
    expect(status).toBe(1);
  });

  test('a trust root that its own keys have not signed proves nothing', async () => {
    const { status, json } = await verify('v1.json', ...under('unsigned.json'));
    expect(status).toBe(1);
    expect(json()).toMatchObject({ accepted: false, code: 'LP_ROOT_OWN_SIGNATURES' });
  });

  test.each([
    { says: 'v2 after v1', bundle: 'by-2.json', roots: ['root-1.json', 'root-2.json'] },
    { says: 'v2 before v1', bundle: 'by-2.json', roots: ['root-2.json', 'root-1.json'] },
    { says: 'the same twice', bundle: 'by-2.json', roots: ['root-2.json', 'root-1.json', 'root-2.json'] },
    { says: 'v2 alone', bundle: 'by-2.json', roots: ['root-2.json'] },
    { says: 'a higher epoch', bundle: 'epoch-2.json', roots: ['root-1.json', 'raised.json'] },
  ])('several trust roots follow one another: $says', async ({ bundle, roots }) => {
    const { json } = await verify(bundle, ...under(...roots));
    expect(json()).toMatchObject({ accepted: true, code: null, trustRoot: { version: 2 } });
  });

  test('a bundle made after the time of judgement is accepted, and that is told', async () => {
    const { json } = await verify('v1.json', ...under('root-1.json'), '--now', String(day0 - 60));
    expect(json()).toMatchObject({ accepted: true, clockIsBehind: true });
  });

  test('bundle or root may come through standard input, one of them', async () => {
    const arguments_ = ['--app', app, '--json', '--now', String(day0)];
    const [bundle, root, both] = await Promise.all([
      livepin(['verify', '-', '--root', folder.in('root-1.json'), ...arguments_], { input: files['v1.json']! }),
      livepin(['verify', folder.in('v1.json'), '--root', '-', ...arguments_], { input: files['root-1.json']! }),
      livepin(['verify', '-', '--root', '-', ...arguments_]),
    ]);
    expect(bundle.json()).toMatchObject({ accepted: true });
    expect(root.json()).toMatchObject({ accepted: true });
    expect(both.json()).toMatchObject({ error: { code: 'LP_USAGE' } });
    expect(both.status).toBe(2);
  });

  test('people read the verdict, the hosts and who signed', async () => {
    const arguments_ = ['verify', 'v1.json', '--root', 'root-1.json', '--app', app, '--now'];
    const good = await livepin([...arguments_, String(day0)], { cwd: folder.path });
    expect(good.stdout).toMatch(
      /^accepted {2}version 1 of epoch 1 for com\.example\.bank, until 2026-01-15 00:00 UTC\n/,
    );
    expect(good.stdout).toContain('  api.example.com: enforce, 2 pins\n');
    const late = await livepin([...arguments_, '2027-01-01'], { cwd: folder.path });
    expect(late.stdout).toMatch(/^refused {2}.+ expired \d+ seconds ago\. \[LP_BUNDLE_EXPIRED\]\n {2}Check that .+\n$/);
    expect(late.status).toBe(1);
  });
});

describe('with a memory', () => {
  const step = (state: string, bundle: string, ...more: string[]) =>
    verify(bundle, ...(more.includes('--root') ? [] : under('root-1.json')), '--state', state, ...more);

  test('what was accepted is never taken back: rollback and a second meaning are refused, and nothing changes', async () => {
    expect((await step('a.state', 'v2.json')).json()).toMatchObject({ accepted: true });
    const before = readFileSync(folder.in('a.state'), 'utf8');
    expect(parseStored(before, 'a.state').memory).toMatchObject({ epoch: 1, version: 2 });
    for (const [bundle, code] of [
      ['v1.json', 'LP_BUNDLE_ROLLBACK'],
      ['v2-other.json', 'LP_BUNDLE_CONFLICT'],
      ['forged.json', 'LP_BUNDLE_SIGNATURES'],
    ] as const) {
      const outcome = await step('a.state', bundle);
      expect(outcome.json()).toMatchObject({ accepted: false, code });
      expect(outcome.status).toBe(1);
      expect(readFileSync(folder.in('a.state'), 'utf8')).toBe(before);
    }
  });

  test('the same bundle again is accepted as unchanged, until it has expired', async () => {
    await step('b.state', 'v2.json');
    expect((await step('b.state', 'v2.json')).json()).toMatchObject({ accepted: true, isUnchanged: true });
    const late = await step('b.state', 'v2.json', '--now', String(day0 + 20 * oneDay));
    expect(late.json()).toMatchObject({ accepted: false, code: 'LP_BUNDLE_EXPIRED' });
  });

  test('a clock that was set back revives nothing', async () => {
    const early = await step('c.state', 'v2-again.json', '--now', String(day0 + 14 * oneDay));
    expect(early.json()).toMatchObject({ accepted: true, isUnchanged: false });
    expect(parseStored(readFileSync(folder.in('c.state'), 'utf8'), 'c.state').memory.floor).toBe(day0 + oneDay);
  });

  test('a higher epoch lets a new version begin, whatever a thief had published', async () => {
    await step('d.state', 'far.json');
    const beaten = await step('d.state', 'v2.json');
    expect(beaten.json()).toMatchObject({ code: 'LP_BUNDLE_ROLLBACK' });
    const healed = await step('d.state', 'epoch-2.json', ...under('root-1.json', 'raised.json'));
    expect(healed.json()).toMatchObject({ accepted: true, epoch: 2, version: 1 });
    const remembered = await step('d.state', 'far.json');
    expect(remembered.json()).toMatchObject({ accepted: false, code: 'LP_BUNDLE_SIGNATURES' });
  });

  test('a refused first bundle leaves no state behind', async () => {
    await step('e.state', 'forged.json');
    expect(() => readFileSync(folder.in('e.state'))).toThrow(/ENOENT/);
  });

  test.each([
    { says: 'of another app', state: 'f.state', app: 'com.example.shop', code: 'LP_STORE_FOREIGN' },
    { says: 'that is damaged', state: 'page.json', app, code: 'LP_STORE_MALFORMED' },
  ])('a state $says is told, and left as it is', async ({ state, app: other, code }) => {
    await step('f.state', 'v1.json');
    const before = readFileSync(folder.in(state), 'utf8');
    const outcome = await step(state, 'v2.json', '--app', other);
    expect(outcome.json()).toMatchObject({ error: { code } });
    expect(outcome.status).toBe(2);
    expect(readFileSync(folder.in(state), 'utf8')).toBe(before);
  });
});

test.each([
  { says: 'no root', arguments_: ['v1.json', '--app', app], code: 'LP_USAGE' },
  { says: 'no app', arguments_: ['v1.json', '--root', 'root-1.json'], code: 'LP_USAGE' },
  { says: 'no bundle', arguments_: ['--root', 'root-1.json', '--app', app], code: 'LP_USAGE' },
  {
    says: 'a bundle that is not there',
    arguments_: ['no', '--root', 'root-1.json', '--app', app],
    code: 'LP_FILE_UNREADABLE',
  },
  {
    says: 'a root that is not there',
    arguments_: ['v1.json', '--root', 'no', '--app', app],
    code: 'LP_FILE_UNREADABLE',
  },
  {
    says: 'a folder as the bundle',
    arguments_: ['.', '--root', 'root-1.json', '--app', app],
    code: 'LP_FILE_UNREADABLE',
  },
  {
    says: 'a time that is none',
    arguments_: ['v1.json', '--root', 'r', '--app', app, '--now', 'noon'],
    code: 'LP_USAGE',
  },
  {
    says: 'a day that is none',
    arguments_: ['v1.json', '--root', 'r', '--app', app, '--now', '2026-13-01'],
    code: 'LP_USAGE',
  },
])('$says is a wrong way to ask: exit status 2', async ({ arguments_, code }) => {
  const { status, json } = await livepin(['verify', ...arguments_, '--json'], { cwd: folder.path });
  expect(status).toBe(2);
  expect(json()).toMatchObject({ error: { code, sentence: expect.any(String), remedy: expect.any(String) } });
});
