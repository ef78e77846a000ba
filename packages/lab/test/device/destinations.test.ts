import { describe, expect, test } from 'vitest';
import { isIn, parseNetworks, privateNetworks } from '../../src/device/allowed-clients.ts';
import { type DestinationRules, destinationOf } from '../../src/device/destinations.ts';

function rules(addresses: readonly string[], more: Partial<DestinationRules> = {}): DestinationRules {
  return {
    told: (host, port) => ({ host, port }),
    own: ['192.168.1.5', 'fd00::5'],
    lookUp: async () => addresses,
    ...more,
  };
}

const wanted = { host: 'api.example.com', port: 443 };

describe('a device is not led to', () => {
  test.each([
    ['the loopback interface', '127.0.0.1'],
    ['any address of it', '127.9.8.7'],
    ['the loopback interface of IPv6', '::1'],
    ['IPv4 in IPv6 clothes', '::ffff:127.0.0.1'],
    ['the same in hexadecimal', '::ffff:7f00:1'],
    ['"any", which Linux takes for itself', '0.0.0.0'],
    ['"any" of IPv6', '::'],
    ['what clouds tell a machine', '169.254.169.254'],
    ['a link of IPv6', 'fe80::1'],
    ['a link with its zone', 'fe80::1%eth0'],
    ['a multicast group', '224.0.0.251'],
    ['everybody', '255.255.255.255'],
    ['an address of this machine', '192.168.1.5'],
    ['another one', 'fd00::5'],
  ])('%s', async (_what, address) => {
    await expect(destinationOf(wanted, rules([address]))).rejects.toThrow(
      expect.objectContaining({ code: 'LP_LAB_DESTINATION' }),
    );
  });
});

test('a name with a forbidden and another address leads to the other', async () => {
  const found = await destinationOf(wanted, rules(['127.0.0.1', '93.184.216.34']));
  expect(found).toEqual({ host: '93.184.216.34', port: 443 });
});

test('the answer is an address, so that a name which answers otherwise the second time leads nowhere else', async () => {
  let asked = 0;
  const rebinding = rules([], { lookUp: async () => (asked++ === 0 ? ['93.184.216.34'] : ['127.0.0.1']) });
  expect(await destinationOf(wanted, rebinding)).toEqual({ host: '93.184.216.34', port: 443 });
  expect(asked).toBe(1);
});

test('the network of the device is let through to: the device is in it anyway', async () => {
  expect(await destinationOf(wanted, rules(['192.168.1.77']))).toEqual({ host: '192.168.1.77', port: 443 });
});

test('what the tester said is right, loopback too, for that port alone', async () => {
  const told = (host: string, port: number) => (port === 443 ? { host: '127.0.0.1', port: 8443 } : { host, port });
  expect(await destinationOf(wanted, rules(['127.0.0.1'], { told }))).toEqual({ host: '127.0.0.1', port: 8443 });
  await expect(destinationOf({ ...wanted, port: 22 }, rules(['127.0.0.1'], { told }))).rejects.toThrow(/itself/);
});

describe('clients', () => {
  const usual = parseNetworks(privateNetworks, 'x');

  test.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['172.32.0.1', false],
    ['192.168.255.255', true],
    ['::ffff:192.168.1.20', true],
    ['fe80::1%wlan0', true],
    ['fd12::1', true],
    ['8.8.8.8', false],
    ['::ffff:8.8.8.8', false],
    ['2001:db8::1', false],
    ['no address', false],
    ['', false],
  ])('%s is admitted unless told otherwise: %s', (address, isAdmitted) => {
    expect(isIn(usual, address)).toBe(isAdmitted);
  });

  test('one address admits that one alone', () => {
    const one = parseNetworks(['192.168.1.20'], '--allow');
    expect([isIn(one, '192.168.1.20'), isIn(one, '192.168.1.21'), isIn(one, '127.0.0.1')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each([
    '',
    'phone',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '::/129',
    'fe80::1%eth0',
    '10.0.0.0/0x8',
  ])('%j is refused as a network', (text) => {
    expect(() => parseNetworks([text], '--allow')).toThrow(expect.objectContaining({ code: 'LP_USAGE' }));
  });
});
