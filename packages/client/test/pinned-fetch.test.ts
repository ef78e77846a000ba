import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { open, startPlace } from './fixture.ts';

// What an app hands to `fetch` is made with the process's own classes, which are not those of the undici in use.

const server = createServer((request, response) => {
  let body = '';
  request
    .setEncoding('utf8')
    .on('data', (chunk) => {
      body += chunk;
    })
    .on('end', () => response.end(JSON.stringify({ method: request.method, headers: request.headers, body })));
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close().closeAllConnections());

async function send(...request: Parameters<typeof fetch>) {
  await using place = await startPlace();
  await using app = await open(place);
  return (await (await app.fetch(...request)).json()) as {
    method: string;
    headers: Record<string, string>;
    body: string;
  };
}

test('a Request arrives as it is', async () => {
  const request = new Request(url, { method: 'PUT', headers: { 'x-one': '1' }, body: 'a body' });
  expect(await send(request)).toMatchObject({ method: 'PUT', headers: { 'x-one': '1' }, body: 'a body' });
});

test('options beside a Request come before its own', async () => {
  expect(await send(new Request(url), { method: 'DELETE', headers: { 'x-two': '2' } })).toMatchObject({
    method: 'DELETE',
    headers: { 'x-two': '2' },
  });
});

test('a form arrives with its files', async () => {
  const body = new FormData();
  body.set('name', 'value');
  body.set('file', new File(['content'], 'name.txt', { type: 'text/plain' }));
  const seen = await send(url, { method: 'POST', body });
  expect(seen.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(seen.body).toMatch(/name="name"\r\n\r\nvalue\r\n/);
  expect(seen.body).toMatch(/filename="name\.txt"\r\nContent-Type: text\/plain\r\n\r\ncontent\r\n/);
});

test('a signal ends a request', async () => {
  await expect(send(new Request(url, { signal: AbortSignal.abort() }))).rejects.toThrow(/abort/i);
});
