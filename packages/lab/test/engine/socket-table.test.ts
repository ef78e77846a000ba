import { describe, expect, test } from 'vitest';
import { findSocket, unmapped } from '../../src/engine/socket-table.ts';

// As Linux 6.18 wrote them, in a namespace of the lab.
const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const rest = '00000000:00000000 00:00000000 00000000     0        0 11459 1 0000000000000000 20 0 0 10 -1';
const table = (...lines: string[]) =>
  [head, ...lines.map((line, index) => `   ${index}: ${line} ${rest}`), ''].join('\n');
const tcp = table('010012C6:9A3C 010012C6:01BB 0A', '010012C6:9A3C 010012C6:1FF5 01', '0100007F:C350 0100007F:0050 01');
const mapped = table('0000000000000000FFFF000009090909:D431 0000000000000000FFFF000009090909:1267 01');
const tcp6 = table(
  '00000000000000000000000000000000:F003 00000000000000000000000000000000:0000 0A',
  '00000000000000000000000001000000:8F2E 76696CFD6E6970650000000001000000:1FF5 01',
);

describe('whom a redirected connection was meant for', () => {
  test.each([
    {
      says: 'by IPv4, past a socket that listens',
      table: tcp,
      client: { address: '198.18.0.1', port: 0x9a3c },
      is: { address: '198.18.0.1', port: 8181 },
    },
    {
      says: 'by IPv4 on an IPv6 socket',
      table: mapped,
      client: { address: '9.9.9.9', port: 0xd431 },
      is: { address: '9.9.9.9', port: 4711 },
    },
    {
      says: 'by IPv6',
      table: tcp6,
      client: { address: '::1', port: 0x8f2e },
      is: { address: 'fd6c:6976:6570:696e::1', port: 8181 },
    },
    { says: 'of another port', table: tcp, client: { address: '198.18.0.1', port: 1 }, is: null },
    { says: 'of another address', table: tcp, client: { address: '198.18.0.2', port: 0x9a3c }, is: null },
    { says: 'of no table', table: '', client: { address: '198.18.0.1', port: 1 }, is: null },
  ])('$says', ({ table: text, client, is }) => {
    expect(findSocket(() => text, client)?.remote ?? null).toEqual(is);
  });
});

test("whose a socket is, unless it is nobody's any more", () => {
  const line = (port: string, user: number, inode: number) =>
    `   0: 0100007F:${port} 0100007F:0050 01 00000000:00000000 00:00000000 00000000 ${user} 0 ${inode} 1 0 20 0 0 10 -1`;
  const text = [head, line('C350', 65_534, 11_459), line('C351', 0, 0)].join('\n');
  const userOf = (port: number) => findSocket(() => text, { address: '127.0.0.1', port })?.user;
  expect([userOf(0xc350), userOf(0xc351), userOf(0xc352)]).toEqual([65_534, null, undefined]);
});

test('mapped addresses are written as what they are', () => {
  expect(unmapped('::ffff:1.2.3.4')).toBe('1.2.3.4');
  expect(unmapped('::1')).toBe('::1');
  expect(unmapped('1.2.3.4')).toBe('1.2.3.4');
});
