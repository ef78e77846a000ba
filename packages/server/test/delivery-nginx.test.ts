import { once } from 'node:events';
import { expect, test } from 'vitest';
import { cacheBefore, startNginx } from '../../../e2e/nginx.ts';
import { describeWith, findProgram } from '../../../e2e/system.ts';
import { ask, startDelivery, talk } from './delivery-server.ts';

const app = 'com.example.bank';
const base = `/v1/apps/${app}`;
const held = '"1.42.1000"';

function bundle(version: number) {
  return { epoch: 1, version, iat: 1_000, bytes: new TextEncoder().encode(`bundle ${version}`) };
}

async function behind(nginx: string) {
  const service = await startDelivery();
  service.delivery.setBundle(app, bundle(42));
  service.delivery.setRoot(1, new TextEncoder().encode('root 1'));
  const cache = await startNginx([nginx], cacheBefore(service.port));
  return {
    service,
    port: cache.port,
    async [Symbol.asyncDispose]() {
      await cache[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

describeWith(findProgram('nginx'), 'behind the cache of nginx', (nginx) => {
  test('at least 99 % of polls never reach the service, whatever the askers hold', async () => {
    await using system = await behind(nginx);
    const fields = [held, 'W/"1.42.1000"', '"1.41.1000"', undefined];
    const statuses = new Map<number, number>();
    for (let round = 0; round < 125; round++) {
      const answers = await Promise.all(
        [...fields, ...fields].map((field) =>
          ask(system.port, `${base}/bundle`, field === undefined ? {} : { 'If-None-Match': field }),
        ),
      );
      for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ 200: 500, 304: 500 });
    expect(system.service.requests()).toBeLessThanOrEqual(10);
  });

  test('trust roots are asked for once, those that do not exist too, and HEAD needs no request of its own', async () => {
    await using system = await behind(nginx);
    for (let round = 0; round < 20; round++) {
      expect(await ask(system.port, `${base}/roots/1`)).toMatchObject({ status: 200, body: 'root 1' });
      expect(await ask(system.port, `${base}/roots/1`, {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
      expect(await ask(system.port, `${base}/roots/2`)).toMatchObject({ status: 404 });
    }
    expect(system.service.requests()).toBe(2);
  });

  test('the headers that clients and further caches need come through', async () => {
    await using system = await behind(nginx);
    for (let round = 0; round < 2; round++) {
      const { headers, body } = await ask(system.port, `${base}/bundle`);
      expect(body).toBe('bundle 42');
      expect(headers).toMatchObject({
        etag: held,
        'content-type': 'application/jose+json',
        'cache-control': 'public, max-age=60, stale-while-revalidate=600, stale-if-error=604800',
      });
    }
  });

  test('the heals of a fleet that holds one bundle meet in the cache, apart from its polls', async () => {
    await using system = await behind(nginx);
    await ask(system.port, `${base}/bundle`);
    system.service.delivery.setBundle(app, bundle(43));
    const heals = await Promise.all(
      Array.from({ length: 50 }, () => ask(system.port, `${base}/bundle?after=1.42.1000`, { 'If-None-Match': held })),
    );
    expect(heals.map(({ status, body }) => `${status} ${body}`)).toEqual(heals.map(() => '200 bundle 43'));
    expect(system.service.requests()).toBe(2);
  });

  test('long-polls pass, while polls go on being answered from the cache', async () => {
    await using system = await behind(nginx);
    const { service, port } = system;
    const wait = { Prefer: 'wait=55', 'If-None-Match': held };
    await ask(port, `${base}/bundle`);
    const polls = Array.from({ length: 5 }, () => ask(port, `${base}/bundle`, wait));
    while (service.requests() < 6) await once(service.server, 'request');
    expect((await ask(port, `${base}/bundle`, { 'If-None-Match': held })).status).toBe(304);
    service.delivery.setBundle(app, bundle(43));
    for (const answer of await Promise.all(polls)) {
      expect(answer).toMatchObject({ status: 200, body: 'bundle 43', headers: { 'preference-applied': 'wait=55' } });
    }
    expect(service.requests()).toBe(6);
  });

  test('a long-poll that names its bundle in the address waits even where If-None-Match is taken away', async () => {
    await using system = await behind(nginx);
    const { service, port } = system;
    const poll = ask(port, `${base}/bundle?after=1.42.1000`, { Prefer: 'wait=55' });
    while (service.requests() < 1) await once(service.server, 'request');
    service.delivery.setBundle(app, bundle(43));
    expect(await poll).toMatchObject({ status: 200, body: 'bundle 43' });
  });

  test('event streams pass as they are written', async () => {
    await using system = await behind(nginx);
    const { service, port } = system;
    const received = await talk(port, `GET ${base}/events HTTP/1.1\r\nHost: x\r\n\r\n`, (text) => {
      if (text.includes('"1.42.1000"') && !text.includes('"1.43.1000"')) service.delivery.setBundle(app, bundle(43));
      return text.includes('"1.43.1000"');
    });
    expect(received).toContain('data: "1.43.1000"');
  });

  test('while the service is gone, what was fetched goes on being delivered', async () => {
    await using system = await behind(nginx);
    await ask(system.port, `${base}/bundle`);
    await system.service[Symbol.asyncDispose]();
    expect(await ask(system.port, `${base}/bundle`)).toMatchObject({ status: 200, body: 'bundle 42' });
  });
});
