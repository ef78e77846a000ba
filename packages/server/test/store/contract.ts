import { describe, expect, test } from 'vitest';
import type {
  AuditEntry,
  Store,
  StoredApp,
  StoredPublication,
  StoredStaticPins,
  StoredVersion,
} from '../../src/store/store.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const entry = (action: string, app: string | null = 'bank'): AuditEntry => ({
  at: 10,
  who: 'admin',
  action,
  app,
  detail: 'x',
});
const root = (version: number) => ({ version, document: bytes(`root ${version}`), addedAt: 10 });
const bank: StoredApp = { id: 'bank', name: 'Bank', createdAt: 10, draft: '{}' };

function publicationOf(version: number, more: Partial<StoredPublication> = {}): StoredPublication {
  return {
    app: 'bank',
    epoch: 1,
    version,
    root: 1,
    iat: 100 * version,
    exp: 100 * version + 50,
    document: bytes(`bundle ${version}`),
    draft: `{"of":${version}}`,
    kind: 'publish',
    who: 'admin',
    at: 10,
    note: null,
    overrides: ['LP_PUBLISH_FEW_PINS'],
    findings: '[]',
    ...more,
  };
}

function lineOf({
  document: _document,
  draft: _draft,
  findings: _findings,
  ...line
}: StoredPublication): StoredVersion {
  return line;
}

/** What every store must do. @param open makes an empty one */
export function storeContract(engine: string, open: () => Promise<Store>): void {
  const openWithBank = async () => {
    const store = await open();
    await store.commit({ root: root(1), audit: [] });
    await store.createApp(bank, entry('create-app'));
    return store;
  };

  describe(`${engine} store`, () => {
    test('an empty one has nothing', async () => {
      await using store = await open();
      expect([await store.tokens(), await store.roots(), await store.apps(), await store.current()]).toEqual([
        [],
        [],
        [],
        [],
      ]);
      expect([await store.app('bank'), await store.currentOf('bank'), await store.publication('bank', 1)]).toEqual([
        null,
        null,
        null,
      ]);
      expect([await store.history('bank'), await store.audit(9)]).toEqual([[], []]);
    });

    test('tokens are replaced as a whole, together with what else the change says', async () => {
      await using store = await open();
      const token = (id: string) => ({ id, sha256: bytes(id) });
      await store.replaceTokens([token('a'), token('b')], { root: root(1), audit: [entry('first', null)] });
      expect(await store.roots()).toEqual([root(1)]);
      await store.replaceTokens([token('c')], { audit: [] });
      expect(await store.tokens()).toEqual([token('c')]);
      expect(await store.audit(9)).toEqual([entry('first', null)]);
    });

    test('trust roots come one by one', async () => {
      await using store = await open();
      expect(await store.commit({ root: root(2), audit: [entry('gap')] })).toMatchObject({ kind: 'conflict' });
      expect(await store.commit({ root: root(1), audit: [] })).toEqual({ kind: 'committed' });
      expect(await store.commit({ root: root(1), audit: [entry('again')] })).toMatchObject({ kind: 'conflict' });
      expect(await store.commit({ root: root(2), audit: [] })).toEqual({ kind: 'committed' });
      expect(await store.roots()).toEqual([root(1), root(2)]);
      expect(await store.audit(9)).toEqual([]);
    });

    test('of two apps of one id, the first stays', async () => {
      await using store = await openWithBank();
      expect(await store.createApp({ ...bank, name: 'Another' }, entry('again'))).toBe('exists');
      expect(await store.apps()).toEqual([bank]);
      expect(await store.audit(9)).toEqual([entry('create-app')]);
    });

    test('an app can be deleted until something is published for it', async () => {
      await using store = await openWithBank();
      expect(await store.deleteApp('shop', entry('delete'))).toBe('unknown');
      await store.createApp({ ...bank, id: 'shop' }, entry('create-app', 'shop'));
      expect(await store.deleteApp('shop', entry('delete', 'shop'))).toBe('deleted');
      await store.commit({ signings: [{ publication: publicationOf(1), basis: null }], audit: [] });
      expect(await store.deleteApp('bank', entry('delete'))).toBe('published');
      expect((await store.apps()).map(({ id }) => id)).toEqual(['bank']);
    });

    test('what was published comes back as it was, bytes included', async () => {
      await using store = await openWithBank();
      await store.commit({ signings: [{ publication: publicationOf(1), basis: null }], audit: [entry('publish')] });
      await store.commit({
        signings: [{ publication: publicationOf(2, { note: 'ü' }), basis: publicationOf(1) }],
        audit: [],
      });
      expect(await store.currentOf('bank')).toEqual(publicationOf(2, { note: 'ü' }));
      expect(await store.current()).toEqual([publicationOf(2, { note: 'ü' })]);
      expect(await store.history('bank')).toEqual([publicationOf(2, { note: 'ü' }), publicationOf(1)].map(lineOf));
      expect(await store.publication('bank', 1)).toEqual(publicationOf(1));
    });

    test('of two publishers racing for one version, one wins and the other learns what exists', async () => {
      await using store = await openWithBank();
      const publish = () =>
        store.commit({ signings: [{ publication: publicationOf(1), basis: null }], audit: [entry('publish')] });
      const outcomes = await Promise.all([publish(), publish()]);
      expect(outcomes).toContainEqual({ kind: 'committed' });
      expect(outcomes).toContainEqual({ kind: 'conflict', what: 'version 1 was published' });
      expect((await store.audit(9)).map(({ action }) => action)).toEqual(['publish', 'create-app']);
    });

    test('signed anew, a version keeps its line in the history', async () => {
      await using store = await openWithBank();
      await store.commit({ signings: [{ publication: publicationOf(1), basis: null }], audit: [] });
      const anew = publicationOf(1, { iat: 200, exp: 250, document: bytes('anew'), kind: 'rotation', who: 'service' });
      await store.commit({ signings: [{ publication: anew, basis: publicationOf(1) }], audit: [] });
      const kept = { ...anew, kind: 'publish', who: 'admin' } as const;
      expect(await store.publication('bank', 1)).toEqual(kept);
      expect(await store.history('bank')).toEqual([lineOf(kept)]);
      const stale = { publication: publicationOf(2), basis: publicationOf(1) };
      expect(await store.commit({ signings: [stale], audit: [] })).toMatchObject({ kind: 'conflict' });
    });

    test('for an app that is gone meanwhile nothing is published', async () => {
      await using store = await openWithBank();
      await store.deleteApp('bank', entry('delete'));
      const signing = { publication: publicationOf(1), basis: null };
      expect(await store.commit({ signings: [signing], audit: [] })).toEqual({
        kind: 'conflict',
        what: 'there is no app bank',
      });
    });

    test('a change is kept whole or not at all', async () => {
      await using store = await openWithBank();
      const change = {
        root: root(2),
        signings: [{ publication: publicationOf(1), basis: null }],
        drafts: [{ app: 'nobody', draft: '{}' }],
        audit: [entry('rotate')],
      };
      expect(await store.commit(change)).toMatchObject({ kind: 'conflict', what: expect.stringContaining('nobody') });
      expect(await store.roots()).toEqual([root(1)]);
      expect(await store.currentOf('bank')).toBeNull();
      expect(await store.audit(9)).toEqual([entry('create-app')]);
    });

    test('a fault in the middle of a change leaves nothing of it, and the store goes on', async () => {
      await using store = await openWithBank();
      const unknownRoot = { publication: publicationOf(1, { root: 99 }), basis: null };
      await expect(store.commit({ root: root(2), signings: [unknownRoot], audit: [] })).rejects.toThrow();
      expect(await store.roots()).toEqual([root(1)]);
      expect(await store.commit({ root: root(2), audit: [] })).toEqual({ kind: 'committed' });
    });

    test('static pins: one for each version and platform, the newest first, gone with their app', async () => {
      await using store = await openWithBank();
      const pinsOf = (appVersion: string, more: Partial<StoredStaticPins> = {}): StoredStaticPins => ({
        app: 'bank',
        appVersion,
        platform: 'all',
        hosts: `["${appVersion}"]`,
        recordedAt: 10,
        who: 'admin',
        retiredAt: null,
        ...more,
      });
      const [first, second] = [pinsOf('1.0'), pinsOf('2.0', { recordedAt: 20 })];
      const apple = pinsOf('1.0', { platform: 'apple', recordedAt: 5 });
      await store.commit({ staticPins: [first, second, apple], audit: [entry('record')] });
      expect(await store.staticPins('bank')).toEqual([second, first, apple]);
      const retired = { ...first, hosts: '[]', retiredAt: 30 };
      await store.commit({ staticPins: [retired], audit: [] });
      expect(await store.staticPins('bank')).toEqual([second, retired, apple]);
      expect(await store.staticPins('shop')).toEqual([]);
      const stray = { staticPins: [second, pinsOf('1', { app: 'shop' })], audit: [entry('stray', null)] };
      expect(await store.commit(stray)).toEqual({ kind: 'conflict', what: 'there is no app shop' });
      expect(await store.deleteApp('bank', entry('delete'))).toBe('deleted');
      expect(await store.staticPins('bank')).toEqual([]);
    });

    test('a draft is replaced, and the audit is read from its end', async () => {
      await using store = await openWithBank();
      await store.commit({ drafts: [{ app: 'bank', draft: '{"new":1}' }], audit: [entry('one'), entry('two')] });
      expect((await store.app('bank'))?.draft).toBe('{"new":1}');
      expect((await store.audit(2)).map(({ action }) => action)).toEqual(['two', 'one']);
    });
  });
}
