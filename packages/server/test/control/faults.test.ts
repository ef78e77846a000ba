import { createServer } from 'node:http';
import { createDelivery } from '@livepin/server/delivery';
import { nodeCrypto } from '@livepin/tls';
import { expect, test } from 'vitest';
import { hashToken } from '../../src/control/admin-token.ts';
import { controlListener } from '../../src/control/control-server.ts';
import { makeQueue } from '../../src/publish/engine.ts';
import { listen, stopListening } from '../../src/service/listen.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { KeyFolder } from '../../src/trust/key-folder.ts';

/** What a call is answered, and what the service says of it, where its store is broken in one place. */
async function callWith(broken: Partial<Store>, method: string, path: string, body?: object) {
  await using sqlite = openSqliteStore(':memory:');
  await sqlite.replaceTokens([{ id: 'admin', sha256: hashToken('token') }], { audit: [] });
  const lines: string[] = [];
  const engine = {
    store: { ...sqlite, ...broken },
    delivery: createDelivery(),
    keys: new KeyFolder('/nowhere'),
    crypto: nodeCrypto(),
    now: () => 1_000,
    observe: async () => new Map(),
    serially: makeQueue(),
  };
  const server = createServer(await controlListener(engine, (line) => lines.push(line)));
  const url = await listen(server, '127.0.0.1', 0);
  try {
    const headers = { authorization: 'Bearer token' };
    const response = await fetch(url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    return { status: response.status, body: (await response.json()) as object, lines, apps: await sqlite.apps() };
  } finally {
    await stopListening(server, 1_000);
  }
}

const fault = () => Promise.reject(new Error('disk I/O error'));

test('a write whose outcome is not known is told as such, and the reason goes to the operator', async () => {
  const { status, body, lines, apps } = await callWith({ createApp: fault }, 'POST', '/v1/admin/apps', { app: 'bank' });
  expect({ status, body }).toMatchObject({
    status: 503,
    body: { code: 'LP_STORE_FAILED', remedy: expect.stringMatching(/what is there/) },
  });
  expect(lines.join()).toContain('disk I/O error');
  expect(apps).toEqual([]);
});

test('any other fault is told without its inside, which goes to the operator', async () => {
  const { status, body, lines } = await callWith({ apps: fault }, 'GET', '/v1/admin/apps');
  expect({ status, body }).toMatchObject({ status: 500, body: { code: 'LP_FAULT' } });
  expect(JSON.stringify(body)).not.toContain('disk');
  expect(lines.join()).toContain('disk I/O error');
});

test('without a trust root nothing can be published, and that is no fault', async () => {
  const { status, body, lines } = await callWith({}, 'POST', '/v1/admin/pin-keys/rotate');
  expect({ status, body, lines }).toMatchObject({ status: 409, body: { code: 'LP_ROOT_MISSING' }, lines: [] });
});
