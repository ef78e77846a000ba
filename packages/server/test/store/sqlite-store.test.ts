import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { migrations } from '../../src/store/sqlite-schema.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { storeContract } from './contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'livepin-store-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const newFile = () => join(folder, `${++count}.sqlite`);

storeContract('SQLite', async () => openSqliteStore(newFile()));

test('what was kept is there after the file is opened again', async () => {
  const file = newFile();
  {
    await using store = openSqliteStore(file);
    await store.commit({ root: { version: 1, document: new Uint8Array([1, 2]), addedAt: 3 }, audit: [] });
  }
  await using store = openSqliteStore(file);
  expect(await store.roots()).toEqual([{ version: 1, document: new Uint8Array([1, 2]), addedAt: 3 }]);
});

test('commits wait for the disk', async () => {
  const file = newFile();
  await using _store = openSqliteStore(file);
  const database = new DatabaseSync(file, { readOnly: true });
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  database.close();
});

test('a file of the first version is brought to this one, with all that it has', async () => {
  const file = newFile();
  const database = new DatabaseSync(file);
  database.exec(`${migrations[0]!}; PRAGMA user_version = 1`);
  database.exec("INSERT INTO apps (id, name, created_at, draft) VALUES ('bank', 'Bank', 1, '{}')");
  database.close();
  await using store = openSqliteStore(file);
  expect(await store.apps()).toEqual([{ id: 'bank', name: 'Bank', createdAt: 1, draft: '{}' }]);
  expect(await store.staticPins('bank')).toEqual([]);
});

test('a file of a newer version is left alone', () => {
  const file = newFile();
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  database.close();
  expect(() => openSqliteStore(file)).toThrow(/newer version/);
});
