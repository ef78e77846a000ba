import { describe, expect, test } from 'vitest';
import { answerQuery, type NamePolicy } from '../../src/transparent/answer-query.ts';
import { dnsCode, dnsType } from '../../src/transparent/dns-message.ts';
import { NamedAddresses } from '../../src/transparent/named-addresses.ts';

const policy: NamePolicy = {
  exists: async (name) => !name.startsWith('missing.'),
  announcesHttp3: (name) => name.startsWith('h3.'),
  hasV6: true,
};

async function answer(name: string, type: number, more: Partial<NamePolicy> = {}, addresses = new NamedAddresses()) {
  const { code, records } = await answerQuery({ name, type }, addresses, { ...policy, ...more });
  return { code, records: records.map((record) => [record.type, Buffer.from(record.data).toString('hex')]) };
}

const ok = (...records: unknown[]) => ({ code: dnsCode.ok, records });
const noSuchName = { code: dnsCode.noSuchName, records: [] };

describe('the resolver', () => {
  test.each([
    { says: 'an IPv4 address', name: 'api.example', type: dnsType.a, is: ok([1, 'c6120001']) },
    {
      says: 'an IPv6 address',
      name: 'api.example',
      type: dnsType.aaaa,
      is: ok([28, 'fd6c69766570696e0000000000000001']),
    },
    { says: 'an address where anything is asked for', name: 'api.example', type: dnsType.any, is: ok([1, 'c6120001']) },
    { says: 'an address for a name of one label', name: 'backend', type: dnsType.a, is: ok([1, 'c6120001']) },
    { says: 'nothing of another type', name: 'api.example', type: 15, is: ok() },
    {
      says: 'HTTP/3 where it is announced',
      name: 'h3.example',
      type: dnsType.https,
      is: ok([65, '00010000010006026833026832']),
    },
    { says: 'no HTTP/3 elsewhere', name: 'api.example', type: dnsType.https, is: ok() },
    { says: 'that a name is missing', name: 'missing.example', type: dnsType.a, is: noSuchName },
    { says: 'the loopback for localhost', name: 'localhost', type: dnsType.a, is: ok([1, '7f000001']) },
    {
      says: 'the loopback below localhost',
      name: 'app.localhost',
      type: dnsType.aaaa,
      is: ok([28, `${'00'.repeat(15)}01`]),
    },
    { says: 'that .invalid is not', name: 'api.invalid', type: dnsType.a, is: noSuchName },
    { says: 'that .local is not', name: 'printer.local', type: dnsType.a, is: noSuchName },
    { says: 'that a number is no name', name: '10.0.0.1', type: dnsType.a, is: noSuchName },
    { says: 'that the root is no host', name: '', type: dnsType.a, is: noSuchName },
    { says: 'that a space makes no host', name: 'a b.example', type: dnsType.a, is: noSuchName },
  ])('says $says', async ({ name, type, is }) => {
    expect(await answer(name, type)).toEqual(is);
  });

  test('says no IPv6 addresses where there is no IPv6', async () => {
    expect(await answer('api.example', dnsType.aaaa, { hasV6: false })).toEqual(ok());
    expect(await answer('localhost', dnsType.aaaa, { hasV6: false })).toEqual(ok());
  });

  test('knows whose its addresses are', async () => {
    const addresses = new NamedAddresses();
    addresses.addressOf('api.example');
    const v6 = `1.${'0.'.repeat(15)}e.6.9.6.0.7.5.6.6.7.9.6.c.6.d.f.ip6.arpa`;
    for (const name of ['1.0.18.198.in-addr.arpa', v6]) {
      const is = ok([dnsType.ptr, Buffer.from('\x03api\x07example\x00').toString('hex')]);
      expect(await answer(name, dnsType.ptr, {}, addresses)).toEqual(is);
    }
    for (const name of ['2.0.18.198.in-addr.arpa', 'x.ip6.arpa', '8.8.8.8.in-addr.arpa']) {
      expect(await answer(name, dnsType.ptr, {}, addresses)).toEqual(noSuchName);
    }
  });

  test('gives nobody an address for a name that is not there', async () => {
    const addresses = new NamedAddresses();
    await answer('missing.example', dnsType.a, {}, addresses);
    await answer('1.0.18.198.in-addr.arpa', dnsType.a, {}, addresses);
    expect(addresses.nameOf('198.18.0.1')).toBe(null);
  });
});
