import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConnectionRecord } from '../../src/engine/connection-record.ts';
import { closeFrame, cryptoFrame as frameOf } from '../../src/quic/frames.ts';
import { longHeader } from '../../src/quic/packet-header.ts';
import { initialProtection } from '../../src/quic/packet-protection.ts';
import { PacketSpace } from '../../src/quic/packet-space.ts';
import { QuicConnection } from '../../src/quic/quic-connection.ts';
import { helloMessage } from '../hello.ts';
import { initial, initialFrames, leaf, served, startServer } from './app.ts';
import { originalId } from './initial.ts';

const lengthOf = (datagrams: readonly Uint8Array[]) => datagrams.reduce((sum, { length }) => sum + length, 0);

test('a first packet is answered with a ServerHello, in a datagram as full as it has to be', async () => {
  const { receive, sent } = startServer();
  await receive(initial(0));
  expect(sent[0]).toHaveLength(1200);
  expect(initialFrames(sent[0]!).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['ack', 'crypto']));
});

test('an app whose address is not known to be its own gets three times what it sent, and no more', async () => {
  const { receive, sent, quic } = startServer({
    ...served,
    kind: 'serve',
    tickets: null,
    identityFor: () => ({ chain: Array.from({ length: 20 }, () => leaf.der), key: leaf.key.privateKey }),
  });
  await receive(initial(0));
  expect(lengthOf(sent)).toBeGreaterThan(2400);
  expect(lengthOf(sent)).toBeLessThanOrEqual(3600);
  await receive(initial(1, Buffer.of(1)));
  expect(lengthOf(sent)).toBeGreaterThan(3600);
  expect(lengthOf(sent)).toBeLessThanOrEqual(7200);
  await quic.end('over');
});

test('a first packet in a datagram that is too small is not answered', async () => {
  const { receive, sent, quic } = startServer();
  await receive(initial(0, undefined, 1199));
  expect([sent, quic.open]).toEqual([[], 0]);
});

test('a ClientHello in pieces, the last first, is one', async () => {
  const { receive, records, sent } = startServer();
  await receive(initial(0, frameOf(100, helloMessage.subarray(100))));
  expect([records, sent]).toEqual([[], []]);
  await receive(initial(1, frameOf(0, helloMessage.subarray(0, 100))));
  expect(records).toHaveLength(1);
  expect(sent.flatMap(initialFrames).some(({ kind }) => kind === 'crypto')).toBe(true);
});

test('another version is answered with the one that the lab speaks', async () => {
  const { receive, sent } = startServer();
  const datagram = initial(0);
  datagram.writeUInt32BE(0x6b3343cf, 1);
  await receive(datagram);
  expect(Buffer.from(sent[0]!).toString('hex')).toBe('c000000000088394c8f03e515708088394c8f03e51570800000001');
  datagram.writeUInt32BE(0, 1);
  await receive(datagram);
  expect(sent).toHaveLength(1);
});

test('an app that refuses is heard, with its alert and its words', async () => {
  const { receive, over, records } = startServer();
  await receive(initial(0), initial(1, closeFrame(true, 0x100 + 48, 'no such CA\n\u0007')));
  expect(over).toEqual(records);
  const { end } = await over[0]!.finish({} as never, 'quic', true);
  expect(end).toEqual({ during: 'handshake', by: 'app', alert: 48, says: 'unknown CA (alert 48): no such CA' });
});

test('what comes after the end is not a new connection', async () => {
  const { receive, records } = startServer();
  await receive(initial(0), initial(1, closeFrame(true, 0, '')));
  await receive(initial(0), initial(2));
  expect(records).toHaveLength(1);
});

test('a connection that is refused hears so at once', async () => {
  const { receive, sent, over } = startServer({ kind: 'refuse' });
  await receive(initial(0));
  expect(initialFrames(sent[0]!)).toEqual([{ kind: 'close', isTransport: true, code: 2, reason: '' }]);
  expect(over).toHaveLength(1);
});

test('a connection that is kept in silence hears nothing until the lab ends it', async () => {
  const { receive, sent, over, quic } = startServer({ kind: 'silence' });
  await receive(initial(0));
  expect([sent, over]).toEqual([[], []]);
  await quic.end('closed by the lab');
  expect(over).toHaveLength(1);
});

test('an app that sends what it must not is told why, and the lab goes on', async () => {
  const { receive, sent, over } = startServer();
  await receive(initial(0), initial(1, Buffer.of(0x1e)));
  const frames = sent.flatMap(initialFrames);
  expect(frames.at(-1)).toMatchObject({ kind: 'close', isTransport: true, code: 0x07 });
  expect(over).toHaveLength(1);
});

test('what the app does not acknowledge is sent again, less and less often, and then no more', () => {
  const sent: Uint8Array[] = [];
  const record = new ConnectionRecord();
  const { identityFor, tickets } = served;
  const connection = new QuicConnection(
    {
      original: originalId,
      peer: originalId,
      record,
      identityFor,
      tickets,
      idleMilliseconds: 30_000,
      send: (datagram) => sent.push(datagram),
    },
    0,
  );
  connection.receive(initial(0), 0);
  const first = sent.length;
  const times: number[] = [];
  while (!connection.isOver) {
    // The app goes on sending pings, which widen what may be sent.
    times.push(connection.deadline);
    connection.tick(connection.deadline);
    if (!connection.isOver) connection.receive(initial(times.length, Buffer.of(1)), times.at(-1)!);
  }
  expect(sent.length).toBeGreaterThan(first + 5);
  expect(times.length).toBeLessThan(10);
  expect(times.at(-1)!).toBeLessThan(30_000);
});

test('whatever datagrams come, none is answered with an error of the lab, and little is kept', async () => {
  const { receive, quic, over } = startServer();
  const whole = initial(0);
  const damaged = fc
    .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 })
    .map((changes) => {
      const datagram = Buffer.from(whole);
      for (const [at, value] of changes) datagram[at] = value;
      return datagram;
    });
  const framed = fc.uint8Array({ minLength: 1, maxLength: 100 }).map((frames) => initial(1, frames));
  const noise = fc.oneof(damaged, framed, fc.uint8Array({ maxLength: 1300 }));
  await fc.assert(
    fc.asyncProperty(fc.array(noise, { minLength: 1, maxLength: 4 }), async (datagrams) => {
      await receive(...datagrams);
    }),
    { numRuns: 400 },
  );
  await quic.end('over');
  for (const record of over) {
    const { end } = await record.finish({} as never, 'quic', true);
    expect(end.says).not.toContain('own QUIC failed');
  }
  expect(quic.open).toBe(0);
});

test('no more connections are kept than there is room for', async () => {
  const { receive, quic } = startServer({ kind: 'silence' });
  const first = (index: number) => {
    const id = Buffer.alloc(8);
    id.writeUInt32BE(index);
    const frames = Buffer.concat([frameOf(0, helloMessage), Buffer.alloc(1200)]).subarray(0, 1160);
    return initialProtection(id).client.seal(longHeader('initial', id, id, frames.length + 16, 0), 0, frames);
  };
  await receive(...Array.from({ length: 2100 }, (_, index) => first(index)));
  expect(quic.open).toBe(2000);
  await quic.end('over');
});

test('an app that asks for answers without end, and acknowledges none, is let go', () => {
  const space = new PacketSpace();
  const flood = () => {
    for (let index = 0; index < 10_000; index++) space.queue({ kind: 'control', bytes: Buffer.alloc(9) });
  };
  expect(flood).toThrow(expect.objectContaining({ code: 1 }));
});

test('an app that says nothing for as long as it may is told that the connection is over', () => {
  const sent: Uint8Array[] = [];
  const record = new ConnectionRecord();
  const { identityFor, tickets } = served;
  const send = (datagram: Uint8Array) => sent.push(datagram);
  const ids = { original: originalId, peer: originalId };
  const connection = new QuicConnection({ ...ids, record, identityFor, tickets, idleMilliseconds: 150, send }, 0);
  connection.receive(initial(0), 0);
  connection.tick(149);
  expect(connection.isOver).toBe(false);
  connection.tick(150);
  expect(connection.isOver).toBe(true);
});
