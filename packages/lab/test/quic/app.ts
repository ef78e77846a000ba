import { issue } from '@livepin/testkit';
import { ConnectionRecord } from '../../src/engine/connection-record.ts';
import type { Admission, Fate } from '../../src/quic/flow.ts';
import { parseFrames } from '../../src/quic/frames.ts';
import { longHeader, packetsOf } from '../../src/quic/packet-header.ts';
import { initialProtection } from '../../src/quic/packet-protection.ts';
import { QuicServer } from '../../src/quic/quic-server.ts';
import { cryptoFrame, originalId } from './initial.ts';

export const leaf = issue({ subject: 'CN=example.com' });

export const served: Extract<Fate, { kind: 'serve' }> = {
  kind: 'serve',
  identityFor: () => ({ chain: [leaf.der], key: leaf.key.privateKey }),
  tickets: null,
};

const { client, server } = initialProtection(originalId);

/** The first packet of RFC 9001's client with its ID in the header too, as its transport parameters say. */
export function initial(number: number, frames: Uint8Array = cryptoFrame, size = 1200): Buffer {
  const headBytes = longHeader('initial', originalId, originalId, 0, 0).length;
  const payload = Buffer.concat([frames, Buffer.alloc(Math.max(0, size - headBytes - 16 - frames.length))]);
  return Buffer.from(
    client.seal(longHeader('initial', originalId, originalId, payload.length + 16, number), number, payload),
  );
}

/** The frames of the lab's packets that the app could read at this stage. */
export function initialFrames(datagram: Uint8Array) {
  return [...packetsOf(datagram, 8)].flatMap((header) => {
    if (header.kind !== 'initial') return [];
    const unmasked = server.unmask(header.packet, header.numberAt, -1);
    return unmasked ? parseFrames(server.open(unmasked)!, false) : [];
  });
}

/** A server whose datagrams are collected. */
export function startServer(fate: Fate = served) {
  const sent: Uint8Array[] = [];
  const records: ConnectionRecord[] = [];
  const over: ConnectionRecord[] = [];
  const quic = new QuicServer<string>({
    async admit(): Promise<Admission> {
      const record = new ConnectionRecord();
      records.push(record);
      return { record, fate, idleMilliseconds: 600_000, onOver: () => over.push(record) };
    },
  });
  const path = { key: 'app lab', destination: 'example.com', reply: (datagram: Uint8Array) => sent.push(datagram) };
  return {
    quic,
    sent,
    records,
    over,
    async receive(...datagrams: readonly Uint8Array[]) {
      for (const datagram of datagrams) quic.receive(datagram, path);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
