import { setTimeout as sleep } from 'node:timers/promises';
import { issue, keyPairOf, makeKey, startServer } from '@livepin/testkit';
import { trustAnchorsOf } from '@livepin/tls';
import { type Endpoint, parseTarget, probe, probeMany, type Target } from '@livepin/tls/probe';
import { describe, expect, test } from 'vitest';
import { startTalker } from './talker.ts';

const root = issue({ subject: 'CN=Root', ca: true });
const intermediate = issue({ subject: 'CN=CA', ca: true, issuer: root });
const leaf = issue({ subject: 'CN=a', issuer: intermediate, names: ['127.0.0.1'] });
const anchors = trustAnchorsOf([root.der]);
const targetAt = (port: number) => parseTarget(`127.0.0.1:${port}`);
const portOf = ({ endpoint }: Target) => endpoint.port;

async function closedPort(): Promise<number> {
  const gone = await startServer([leaf]);
  await gone[Symbol.asyncDispose]();
  return gone.port;
}

/** How many there are of what keeps this process alive. */
const alive = (name: string) => process.getActiveResourcesInfo().filter((one) => one === name).length;

test('what happens to one server changes nothing for the others, and the order stays', async () => {
  await using good = await startServer([leaf, intermediate]);
  await using silent = await startTalker();
  await using plain = await startTalker({ says: 'HTTP/1.1 400 Bad Request\r\n\r\n' });
  await using closing = await startTalker({ ends: true });
  const closed = await closedPort();
  const ports = [silent.port, good.port, closed, good.port, plain.port, closing.port, good.port];
  const targets = [...ports.map(targetAt), parseTarget('no-such-name.invalid'), targetAt(good.port)];
  const done: number[] = [];
  const surveys = await probeMany(targets, {
    anchors,
    timeoutMilliseconds: 3_000,
    onResult: ({ target }) => done.push(portOf(target)),
  });
  expect(surveys.map(({ target }) => target)).toEqual(targets);
  expect(surveys.map(({ seen, failures }) => failures[0]?.reason ?? seen[0]?.fault)).toEqual([
    'timed-out',
    null,
    'refused',
    null,
    'not-tls',
    'closed',
    null,
    'dns',
    null,
  ]);
  expect([...done].sort()).toEqual(targets.map(portOf).sort());
  expect(done.at(-1)).toBe(silent.port);
  await Promise.all([silent.deserted(), plain.deserted(), closing.deserted()]);
});

test('so many at once, and no more', async () => {
  await using silent = await startTalker();
  let [begun, done, mostAtOnce] = [0, 0, 0];
  await probeMany(
    Array.from({ length: 20 }, () => targetAt(silent.port)),
    {
      anchors,
      concurrency: 4,
      timeoutMilliseconds: 30,
      proxyFor: () => {
        mostAtOnce = Math.max(mostAtOnce, ++begun - done);
        return null;
      },
      onResult: () => done++,
    },
  );
  expect({ begun, done, mostAtOnce }).toEqual({ begun: 20, done: 20, mostAtOnce: 4 });
});

test('two hundred servers leave nothing behind: no socket, no timer', async () => {
  await using good = await startServer([leaf, intermediate]);
  await using silent = await startTalker();
  const before = { sockets: alive('TCPSocketWrap'), timers: alive('Timeout') };
  const targets = Array.from({ length: 200 }, (_, index) => targetAt(index % 10 === 0 ? silent.port : good.port));
  const surveys = await probeMany(targets, { anchors, timeoutMilliseconds: 2_000 });
  expect(surveys.filter(({ seen }) => seen[0]?.fault === null)).toHaveLength(180);
  await silent.deserted();
  await good.disconnect();
  // Those of both sides go a turn of the loop or two later; one that stays makes the test time out.
  while (alive('TCPSocketWrap') > before.sockets) await new Promise(setImmediate);
  expect(alive('Timeout')).toBeLessThanOrEqual(before.timers);
});

describe('who asked may stop', () => {
  test('what is there is given, and the rest was not asked', async () => {
    await using good = await startServer([leaf, intermediate]);
    await using silent = await startTalker();
    const controller = new AbortController();
    const targets = [good.port, silent.port, silent.port, good.port].map(targetAt);
    let begun = 0;
    const surveys = await probeMany(targets, {
      anchors,
      concurrency: 2,
      signal: controller.signal,
      proxyFor: () => {
        begun++;
        return null;
      },
      onResult: () => controller.abort(),
    });
    expect(surveys.map(({ failures }) => failures[0]?.reason ?? null)).toEqual([null, 'stopped', 'stopped', 'stopped']);
    expect(begun).toBe(2);
    await silent.deserted();
  });

  test('before it begins: nobody is asked', async () => {
    await using good = await startServer([leaf]);
    const surveys = await probeMany([targetAt(good.port)], { anchors, signal: AbortSignal.abort() });
    expect(surveys).toMatchObject([{ seen: [], failures: [{ reason: 'stopped' }] }]);
    expect(good.connections()).toBe(0);
  });

  test('a single look too', async () => {
    await using silent = await startTalker();
    const controller = new AbortController();
    const looking = probe(targetAt(silent.port).endpoint, { anchors, signal: controller.signal });
    await sleep(1);
    controller.abort();
    await expect(looking).rejects.toMatchObject({ reason: 'stopped' });
    await silent.deserted();
  });
});

describe('a server with several kinds of keys', () => {
  const named = { subject: 'CN=a', names: ['127.0.0.1'] };
  const ecdsa = issue({ ...named, issuer: intermediate });
  const rsa = issue({ ...named, issuer: intermediate, key: makeKey('RSA') });
  const ed25519 = issue({ ...named, issuer: intermediate, key: makeKey('Ed25519') });
  const pem = (one: typeof ecdsa) => one.key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const both = { key: [pem(ecdsa), pem(rsa)], cert: [ecdsa.pem + intermediate.pem, rsa.pem + intermediate.pem] };
  const look = async (port: number) => {
    const [survey] = await probeMany([targetAt(port)], { anchors, allVariants: true });
    return survey!;
  };

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('shows both chains in %s', async (maxVersion) => {
    await using server = await startServer([ecdsa], { ...both, maxVersion });
    const { seen, failures } = await look(server.port);
    expect(seen.map(({ served, protocol }) => [served[0]?.keyType, served[0]?.pin, protocol])).toEqual([
      ['P-256', ecdsa.pin, maxVersion],
      ['RSA-2048', rsa.pin, maxVersion],
    ]);
    expect(failures).toEqual([]);
  });

  test.each([
    { says: 'ECDSA', only: ecdsa },
    { says: 'RSA', only: rsa },
    { says: 'Ed25519', only: ed25519 },
  ])('and with $says alone: one chain, and no failure', async ({ only }) => {
    await using server = await startServer([only, intermediate]);
    const { seen, failures } = await look(server.port);
    expect(seen.map(({ served }) => served[0]?.pin)).toEqual([only.pin]);
    expect(failures).toEqual([]);
  });

  test('an RSA certificate of an ECDSA CA, and the other way round, are found too', async () => {
    const rsaRoot = issue({ subject: 'CN=RSA Root', ca: true, key: makeKey('RSA') });
    const crossed = issue({ ...named, issuer: rsaRoot });
    await using server = await startServer([crossed, rsaRoot]);
    const [survey] = await probeMany([targetAt(server.port)], {
      anchors: trustAnchorsOf([rsaRoot.der]),
      allVariants: true,
    });
    expect(survey?.seen.map(({ served, fault }) => [served[0]?.pin, fault])).toEqual([[crossed.pin, null]]);
  });

  test('a server that cannot be reached fails once, not once for each kind', async () => {
    const { seen, failures } = await look(await closedPort());
    expect(seen).toEqual([]);
    expect(failures.map(({ reason }) => reason)).toEqual(['refused']);
  });

  test('one kind can be asked for alone; a server without it says so by an alert', async () => {
    await using server = await startServer([rsa, intermediate]);
    const at = (variant: 'rsa' | 'ecdsa') => probe(targetAt(server.port).endpoint, { anchors, variant });
    expect((await at('rsa')).served[0]?.keyType).toBe('RSA-2048');
    await expect(at('ecdsa')).rejects.toMatchObject({ reason: 'alert', alert: 'handshake_failure' });
  });
});

test('an address is looked at as one, and is told', async () => {
  await using server = await startServer([leaf, intermediate]);
  const [survey] = await probeMany([targetAt(server.port)], { anchors, allAddresses: true });
  expect(survey?.seen.map(({ address }) => address)).toEqual(['127.0.0.1']);
  const [gone] = await probeMany([targetAt(await closedPort())], { anchors, allAddresses: true });
  expect(gone?.failures).toMatchObject([{ address: '127.0.0.1', reason: 'refused' }]);
});

test('the alert of a server that speaks another version is told by its name', async () => {
  await using server = await startServer([leaf], { minVersion: 'TLSv1.3' });
  const old = probe(targetAt(server.port).endpoint, { anchors, variant: null });
  await expect(old).resolves.toMatchObject({ protocol: 'TLSv1.3' });
  // A server that wants a name that it knows (SNI).
  await using picky = await startServer([leaf], {
    SNICallback: (_name, answer) => answer(new Error('no such name')),
  });
  const endpoint = { host: 'unknown.example.com', port: picky.port } as Endpoint;
  const refused = probe(endpoint, { anchors, connect: { host: '127.0.0.1', port: picky.port } });
  await expect(refused).rejects.toMatchObject({ reason: expect.stringMatching(/^(alert|closed)$/) });
});

test('the keys of certificates are named as people name them', async () => {
  const kinds = { 'P-384': makeKey('P-384'), 'RSA-2048': makeKey('RSA'), Ed25519: makeKey('Ed25519') };
  for (const [name, key] of Object.entries(kinds)) {
    const own = issue({ subject: 'CN=a', names: ['127.0.0.1'], key: keyPairOf(key.privateKey), issuer: intermediate });
    await using server = await startServer([own, intermediate]);
    const { served } = await probe(targetAt(server.port).endpoint, { anchors });
    expect(served.map(({ keyType }) => keyType)).toEqual([name, 'P-256']);
  }
});
