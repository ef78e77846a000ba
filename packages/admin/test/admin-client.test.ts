import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminError, adminClient } from '@livepin/admin';
import { LivepinError } from '@livepin/core';
import { startService } from '@livepin/server';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'livepin-admin-'));
const service = await startService({ folder: join(folder, 'data'), port: 0, onLine: () => undefined });
const token = service.adminToken!;
const admin = adminClient({ service: service.url, token });

afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

test('the generated file is what the OpenAPI document of the service says', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/generate-admin.ts', '--check'], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('a whole round: path, query and body go where they belong, and answers come back typed', async () => {
  await admin.createApp({ body: { app: 'com.example.bank', name: 'Bank' } });
  const pins = ['A', 'B'].map((letter) => `${letter.repeat(43)}=`.replace(/B=$/, 'A='));
  await admin.putHost({ app: 'com.example.bank', host: 'api.example.com', body: { pins, probe: 'none' } });
  const { version, findings } = await admin.publish({ app: 'com.example.bank' });
  expect(version).toBe(1);
  expect(findings.map(({ code }) => code)).toEqual(['LP_PUBLISH_NOT_PROBED']);
  const { hosts } = await admin.diff({ app: 'com.example.bank', from: '1', to: 'draft' });
  expect(hosts).toEqual([]);
  expect(await admin.listAudit({ limit: '1' })).toMatchObject([{ action: 'publish', who: 'admin' }]);
  await admin.createApp({ body: { app: 'x' } });
  expect(await admin.deleteApp({ app: 'x' })).toBeUndefined();
});

test('a refusal comes with the code, sentence, remedy and findings of the service', async () => {
  const refused = await admin.publish({ app: 'com.example.bank' }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AdminError);
  expect(refused).toMatchObject({
    code: 'LP_PUBLISH_REFUSED',
    status: 409,
    message: expect.stringContaining('com.example.bank'),
    remedy: expect.stringMatching(/./),
    findings: [{ code: 'LP_PUBLISH_UNCHANGED', canAllow: false }],
  });
  const stranger = adminClient({ service: service.url, token: 'guess' });
  await expect(stranger.getStatus()).rejects.toMatchObject({ code: 'LP_UNAUTHORIZED', status: 401 });
  expect(new LivepinError('LP_FAULT', 'another')).not.toBeInstanceOf(AdminError);
});

test.each([
  { says: 'nobody listens', answer: null },
  { says: 'something else answers', answer: { status: 200, text: '<html>' } },
  { says: 'something else refuses', answer: { status: 502, text: '{}' } },
  { says: 'something else refuses with a code', answer: { status: 502, text: '{"code":"E_BAD"}' } },
  {
    says: 'a refusal has findings that are none',
    answer: { status: 409, text: '{"code":"LP_FAULT","detail":"","remedy":"","findings":7}' },
  },
])('where $says, the service is named as not reached', async ({ answer }) => {
  const other = createServer((_request, response) => response.writeHead(answer?.status ?? 500).end(answer?.text));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  if (!answer) await new Promise((resolve) => other.close(resolve));
  try {
    await expect(adminClient({ service: address, token }).getStatus()).rejects.toMatchObject({
      code: 'LP_SERVICE_UNREACHABLE',
      message: expect.stringContaining(address),
    });
  } finally {
    other.close();
  }
});

test('an answer without an end is not read for ever', async () => {
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024).fill(32)),
  });
  const client = adminClient({ service: service.url, token, fetch: async () => new Response(endless) });
  await expect(client.getStatus()).rejects.toMatchObject({
    code: 'LP_SERVICE_UNREACHABLE',
    message: expect.stringContaining('more than'),
  });
});

test('a token that no header can carry is not printed', async () => {
  const client = adminClient({ service: service.url, token: 'secret\nword' });
  const error = await client.getStatus().catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ code: 'LP_SERVICE_UNREACHABLE', message: expect.stringContaining('(the token)') });
  expect(String(error)).not.toContain('secret');
});

test('the token does not follow a redirect', async () => {
  let followed = false;
  const other = createServer((request, response) => {
    followed ||= request.url === '/elsewhere';
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    const client = adminClient({ service: `http://127.0.0.1:${(other.address() as AddressInfo).port}`, token });
    await expect(client.getStatus()).rejects.toMatchObject({ code: 'LP_SERVICE_UNREACHABLE' });
    expect(followed).toBe(false);
  } finally {
    other.close();
  }
});
