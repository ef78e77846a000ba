import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ackFrame, parseFrames } from '../../src/quic/frames.ts';
import { IncomingStreams } from '../../src/quic/incoming-streams.ts';
import { QuicFault, transportErrors } from '../../src/quic/quic-fault.ts';
import { Reassembly } from '../../src/quic/reassembly.ts';
import { ReceivedNumbers } from '../../src/quic/received-numbers.ts';
import { limits } from '../../src/quic/transport-parameters.ts';

test('a stream in pieces of any order, doubled and overlapping, comes out whole', () => {
  const whole = Buffer.from('abcdefghijklmnopqrstuvwxyz');
  const piece = fc.tuple(fc.nat(25), fc.integer({ min: 1, max: 9 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const reassembly = new Reassembly(transportErrors.internalError);
      const read: Uint8Array[] = [];
      for (const [from, length] of pieces) read.push(...reassembly.add(from, whole.subarray(from, from + length)));
      read.push(...reassembly.add(0, whole));
      expect(Buffer.concat(read).toString()).toBe(whole.toString());
    }),
  );
});

test('crumbs that never make a whole are not kept for ever', () => {
  const reassembly = new Reassembly(transportErrors.cryptoBufferExceeded);
  const flood = () => {
    for (let offset = 1; offset < 10_000; offset += 2) reassembly.add(offset, Buffer.of(1));
  };
  expect(flood).toThrow(expect.objectContaining({ code: transportErrors.cryptoBufferExceeded }));
});

test('what was received is acknowledged, in any order, and known again', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60), { minLength: 1, maxLength: 40 }), (numbers) => {
      const received = new ReceivedNumbers();
      for (const number of numbers) received.add(number);
      const [ack] = parseFrames(ackFrame(received.ranges), false);
      const acknowledged =
        ack?.kind === 'ack'
          ? ack.ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, at) => from + at))
          : [];
      expect(acknowledged.sort((one, other) => one - other)).toEqual([...numbers].sort((one, other) => one - other));
      for (let number = 0; number <= 60; number++) expect(received.has(number)).toBe(numbers.includes(number));
    }),
  );
});

test('of packets with gaps between them, only the latest are remembered, and older ones not taken again', () => {
  const received = new ReceivedNumbers();
  for (let number = 0; number < 1000; number += 2) received.add(number);
  expect(received.ranges).toHaveLength(32);
  expect(received.has(11)).toBe(true);
  expect(received.has(997)).toBe(false);
});

const stream = (id: number, offset: number, length: number, isEnd = false) =>
  ({ kind: 'stream', id, offset, bytes: Buffer.alloc(length), isEnd }) as const;
const nothing = () => undefined;

test.each([
  {
    says: 'more in a stream than was allowed',
    frame: stream(0, limits.maxStreamData, 1),
    code: transportErrors.flowControlError,
  },
  { says: 'too many streams', frame: stream(limits.maxStreams * 4, 0, 1), code: transportErrors.streamLimitError },
  {
    says: 'data in a stream that only the lab could open',
    frame: stream(3, 0, 1),
    code: transportErrors.streamStateError,
  },
])('$says ends the connection', ({ frame, code }) => {
  expect(() => new IncomingStreams().take(frame, nothing)).toThrow(expect.objectContaining({ code }));
});

test('all streams together are bounded', () => {
  const streams = new IncomingStreams();
  // Each leaves its first byte out, so that nothing is read.
  const flood = () => {
    for (let id = 0; id < 40; id += 4) streams.take(stream(id, 1, limits.maxStreamData - 1), nothing);
  };
  expect(flood).toThrow(expect.objectContaining({ code: transportErrors.flowControlError }));
});

test('an app that goes on gets room for more: bytes and streams', () => {
  const streams = new IncomingStreams();
  let frames = 0;
  for (let index = 0; index < 1000; index++) frames += streams.take(stream(index * 4, 0, 20_000, true), nothing).length;
  expect(frames).toBeGreaterThan(20);
});

test('a stream that is given up gives its room back', () => {
  const streams = new IncomingStreams();
  for (let index = 0; index < 200; index++) {
    streams.take(stream(index * 4, 1, 200_000), nothing);
    streams.close(index * 4);
  }
});

test('whatever stands in a packet, it is read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (payload, isData) => {
      try {
        parseFrames(payload, isData);
      } catch (error) {
        expect(error).toBeInstanceOf(QuicFault);
      }
    }),
    { numRuns: 5000 },
  );
});
