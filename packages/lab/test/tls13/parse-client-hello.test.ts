import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseClientHello } from '../../src/tls13/parse-client-hello.ts';
import { ProtocolFault } from '../../src/tls13/protocol-fault.ts';
import { helloMessage } from '../hello.ts';

test('the ClientHello of RFC 9001 is read', () => {
  const hello = parseClientHello(helloMessage);
  expect(hello).toMatchObject({
    legacyVersion: 0x0303,
    cipherSuites: [0x1301, 0x1302],
    serverName: 'example.com',
    protocols: ['alpn'],
    versions: [0x0304],
    groups: [0x001d, 0x0017, 0x0018],
    pskModes: [1],
    psk: null,
    offersSession: false,
    offersEarlyData: false,
  });
  expect(hello.keyShares.map(({ group, key }) => [group, key.length])).toEqual([[0x001d, 32]]);
  expect(hello.transportParameters).toHaveLength(0x32);
  expect(hello.extensions.map(({ type }) => type)).toEqual([0, 0xff01, 10, 16, 5, 51, 43, 13, 45, 28, 57]);
});

function withExtensions(...extensions: readonly string[]): Buffer {
  const body = Buffer.concat(extensions.map((hex) => Buffer.from(hex, 'hex')));
  const head = Buffer.from(`0303${'00'.repeat(32)}00000213010100`, 'hex');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length);
  const all = Buffer.concat([head, length, body]);
  return Buffer.concat([Buffer.from([1, 0, all.length >> 8, all.length & 255]), all]);
}

const psk = '0029000f 0006 0000 00000000 0005 04aabbccdd'.replaceAll(' ', '');

test.each([
  { says: 'an extension twice', message: withExtensions('002a0000', '002a0000') },
  { says: 'a pre-shared key that is not last', message: withExtensions(psk, '002a0000') },
  { says: 'a binder too few', message: withExtensions('0029000a0006000000000000' + '0000') },
  { says: 'an extension longer than the message', message: withExtensions('002a0001') },
  { says: 'bytes behind an extension’s list', message: withExtensions('000a000500020017ff') },
  { says: 'another message', message: Buffer.from('020000020303', 'hex') },
  {
    says: 'a session identifier of 33 bytes',
    message: Buffer.from(`01000047${'0303'}${'00'.repeat(32)}21${'00'.repeat(36)}`, 'hex'),
  },
  { says: 'nothing', message: new Uint8Array() },
])('$says is refused', ({ message }) => {
  expect(() => parseClientHello(message)).toThrow(ProtocolFault);
});

test('a pre-shared key is read up to where its binders begin', () => {
  const message = withExtensions('002d00020101', '002a0000', psk);
  const hello = parseClientHello(message);
  expect(hello).toMatchObject({ offersSession: true, offersEarlyData: true, pskModes: [1] });
  expect(hello.psk!.signed).toHaveLength(message.length - 7);
  expect(Buffer.from(hello.psk!.binders[0]!).toString('hex')).toBe('aabbccdd');
});

test('whatever bytes come, they are read or refused', () => {
  const damaged = fc
    .tuple(fc.nat(helloMessage.length - 1), fc.nat(255), fc.nat(helloMessage.length))
    .map(([at, value, end]) =>
      Buffer.concat([helloMessage.subarray(0, at), Buffer.of(value), helloMessage.subarray(at + 1)]).subarray(0, end),
    );
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })), (bytes) => {
      try {
        parseClientHello(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolFault);
      }
    }),
    { numRuns: 3000 },
  );
});
