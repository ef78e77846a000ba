import { isIPv4, isIPv6 } from 'node:net';
import { expect, test } from 'vitest';
import { NamedAddresses } from '../../src/transparent/named-addresses.ts';

test('each name has an address of its own in both families, as Node writes them, until all are taken', () => {
  const addresses = new NamedAddresses();
  const seen = new Set<string>();
  const count = (1 << 17) - 2;
  for (let index = 0; index < count; index++) {
    const address = addresses.addressOf(`host${index}.example`)!;
    seen.add(address.v4).add(address.v6);
    if (index % 997 !== 0 && index !== count - 1) continue;
    expect(isIPv4(address.v4) && isIPv6(address.v6)).toBe(true);
    expect(address.v4).toMatch(/^198\.1[89]\./);
    expect(new URL(`http://[${address.v6}]`).hostname).toBe(`[${address.v6}]`);
    expect(addresses.nameOf(address.v4)).toBe(`host${index}.example`);
    expect(addresses.nameOf(address.v6)).toBe(`host${index}.example`);
  }
  expect(seen.size).toBe(2 * count);
  expect(addresses.addressOf('one-more.example')).toBe(null);
  expect(addresses.addressOf('host0.example')).toEqual({ v4: '198.18.0.1', v6: 'fd6c:6976:6570:696e::1' });
});

test('an address of nobody has no name', () => {
  expect(new NamedAddresses().nameOf('198.18.0.1')).toBe(null);
});
