import { expect, test } from 'vitest';
import { longHeader, packetsOf } from '../../src/quic/packet-header.ts';
import { initialProtection, PacketProtection } from '../../src/quic/packet-protection.ts';
import { cipherSuites } from '../../src/tls13/cipher-suites.ts';
import { clientInitial, cryptoFrame, originalId } from './initial.ts';

// RFC 9001 appendix A.

const serverInitial = Buffer.from(
  'cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb38cc5a99f' +
    '5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84022f8ef4cdd93795' +
    'd77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee',
  'hex',
);
const serverFrames =
  '02000000000600405a020000560303eefce7f7b37ba1d1632e96677825ddf73988cfc79825df566dc5430b9a045a1200' +
  '130100002e00330024001d00209d3c940d89690b84d08a60993c144eca684d1081287c834d5311bcf32bb9da1a002b00020304';

function unmasked(packet: Uint8Array, protection: PacketProtection) {
  const [header] = packetsOf(packet, 0);
  return header && 'numberAt' in header ? protection.unmask(packet, header.numberAt, -1) : null;
}

test('the client’s first packet is opened (A.2)', () => {
  const { client } = initialProtection(originalId);
  const opened = unmasked(clientInitial, client)!;
  expect(opened).toMatchObject({ first: 0xc3, number: 2 });
  expect(client.open(opened)!.subarray(0, cryptoFrame.length)).toEqual(cryptoFrame);
});

test('the server’s first packet is opened (A.3)', () => {
  const { server } = initialProtection(originalId);
  const opened = unmasked(serverInitial, server)!;
  expect(opened).toMatchObject({ first: 0xc1, number: 1 });
  expect(Buffer.from(server.open(opened)!).toString('hex')).toBe(serverFrames);
});

test('a packet of ChaCha20 is opened, and its number is made whole (A.5)', () => {
  const secret = Buffer.from('9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b', 'hex');
  const protection = new PacketProtection(cipherSuites[2]!, secret);
  const packet = Buffer.from('4cfe4189655e5cd55c41f69080575d7999c25a5bfb', 'hex');
  const opened = protection.unmask(packet, 1, 654360563)!;
  expect(opened).toMatchObject({ first: 0x42, number: 654360564 });
  expect(protection.open(opened)).toEqual(Buffer.of(1));
});

test.each(cipherSuites)('what is sealed with suite $id is opened by the same keys alone', (suite) => {
  const protection = new PacketProtection(suite, Buffer.alloc(suite.hashBytes, 7));
  const frames = Buffer.from('frames');
  const head = longHeader('handshake', Buffer.from('them'), Buffer.from('us'), frames.length + 16, 5);
  const packet = protection.seal(head, 5, frames);
  const opened = unmasked(packet, protection)!;
  expect(opened.number).toBe(5);
  expect(protection.open(opened)).toEqual(frames);
  expect(protection.next().open(opened)).toBeNull();
  packet[packet.length - 1]! ^= 1;
  expect(protection.open(unmasked(packet, protection)!)).toBeNull();
});

test.each([
  { largest: 0xa82f30ea, cut: '9b32', number: 0xa82f9b32 },
  { largest: -1, cut: '00', number: 0 },
  { largest: 255, cut: '00', number: 256 },
  { largest: 256, cut: 'ff', number: 255 },
])('after $largest, $cut is packet $number (RFC 9000 appendix A.3)', ({ largest, cut, number }) => {
  const protection = new PacketProtection(cipherSuites[0]!, Buffer.alloc(32));
  const cutBytes = Buffer.from(cut, 'hex');
  // Sealed with a number of four bytes, and then masked again as if it had fewer.
  const head = Buffer.concat([Buffer.of(0x40 + cutBytes.length - 1), cutBytes]);
  const sample = Buffer.alloc(24);
  const mask = protection.unmask(Buffer.concat([Buffer.alloc(1 + cutBytes.length), sample]), 1, -1)!;
  const masked = Buffer.from(head);
  masked[0]! ^= mask.first & 0x1f;
  for (let at = 1; at < masked.length; at++) masked[at]! ^= mask.head[at]!;
  expect(protection.unmask(Buffer.concat([masked, sample]), 1, largest)!.number).toBe(number);
});
