import { issue } from '@livepin/testkit';
import { Certificate } from '@livepin/tls';
import { describe, expect, test } from 'vitest';
import { sparing } from '../../src/run/sparing.ts';
import { nextStoreControl } from '../../src/run/store-controls.ts';
import { first, otherStack, run, starved, unused, used } from '../verdict/records.ts';

const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ host: `${name}.example.com`, port: 443 })) as [
  Endpoint,
  Endpoint,
  Endpoint,
];
type Endpoint = { host: string; port: number };

describe('runs without the genuine CAs', () => {
  const control = run(first, [used(a), used(b), used(c)]);
  const next = (...records: ReturnType<typeof run>[]) => nextStoreControl([control, ...records], [a, b, c]);

  test('one is enough where the app goes on after a refusal', () => {
    expect(next()).toEqual({ purpose: 'store-control' });
    expect(next(run(starved, [unused(a), unused(b), used(c)]))).toBeNull();
  });

  test('where it ends at the first, those that it refused are spared until it has come to all', () => {
    const one = run(starved, [unused(a)]);
    const sparingA = { purpose: 'store-control', spared: [a] } as const;
    expect(next(one)).toEqual(sparingA);
    const two = run(sparingA, [used(a), unused(b)]);
    const sparingBoth = { purpose: 'store-control', spared: [a, b] } as const;
    expect(next(one, two)).toEqual(sparingBoth);
    expect(next(one, two, run(sparingBoth, [used(a), used(b), unused(c)]))).toBeNull();
  });

  test('one that brings the app no further is the last', () => {
    const one = run(starved, [unused(a)]);
    expect(next(one, run({ purpose: 'store-control', spared: [a] }, [unused(a)]))).toBeNull();
    expect(next(run(starved, []))).toBeNull();
  });

  test('a host with a second stack behind the one that was refused is no reason: sparing it shows nothing of it', () => {
    const both = run(first, [used(a), used({ ...a, ja4: otherStack })]);
    expect(nextStoreControl([both, run(starved, [unused(a)])], [a])).toBeNull();
  });
});

describe('what spares a host is trusted', () => {
  const root = issue({ subject: 'CN=Root', ca: true });
  const strange = issue({ subject: 'CN=Strange Root', ca: true });
  const one = issue({ subject: 'CN=Issuing One', ca: true, issuer: root });
  const two = issue({ subject: 'CN=Issuing Two', ca: true, issuer: root });
  const leaf = issue({ subject: 'CN=a.example.com', issuer: one });
  const neighbour = issue({ subject: 'CN=b.example.com', issuer: one });
  const cousin = issue({ subject: 'CN=b.example.com', issuer: two });
  const stranger = issue({ subject: 'CN=b.example.com', issuer: strange });
  const chain = (...issued: (typeof leaf)[]) => ({
    certificates: issued.map(({ der }) => new Certificate(der)) as [Certificate, ...Certificate[]],
  });
  const anchors = [root.pem, strange.pem];
  const trusted = (...others: ReturnType<typeof chain>[]) =>
    sparing([chain(leaf, one)], others, anchors).map((pem) => pem.trim());
  const pems = (...issued: (typeof leaf)[]) => issued.map(({ pem }) => pem.trim());

  test('up to its root, where no other host has that', () => {
    expect(trusted(chain(stranger))).toEqual(pems(leaf, one, root));
  });

  test('up to its intermediate, where another host has the same root', () => {
    expect(trusted(chain(cousin, two))).toEqual(pems(leaf, one));
  });

  test('alone, where another has the same intermediate, though its server does not send it', () => {
    expect(trusted(chain(neighbour, one))).toEqual(pems(leaf));
    expect(trusted(chain(neighbour))).toEqual(pems(leaf));
  });

  test('by nothing, where another shows the same certificate', () => {
    expect(trusted(chain(leaf, one))).toEqual([]);
  });
});
