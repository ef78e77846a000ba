import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { DatagramPath } from '../quic/quic-server.ts';
import type { Destination } from './intake.ts';

export interface DatagramPort {
  close(): Promise<void>;
}

/**
 * A UDP port that stands for a server.
 * @param take is given every datagram of an address that may send any
 * @throws {Error} of the system, where the port cannot be had
 */
export async function openDatagramPort(
  { host, port }: { readonly host: string; readonly port: number },
  destination: Destination,
  admits: (address: string) => boolean,
  take: (datagram: Uint8Array, path: DatagramPath<Destination>) => void,
): Promise<DatagramPort> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject).bind(port, host, () => {
      socket.removeListener('error', reject);
      resolve();
    });
  });
  // That an app is not there any more, which its connection shows as well.
  socket.on('error', () => {});
  let isClosed = false;
  socket.on('message', (datagram, from) => {
    if (!admits(from.address)) return;
    const reply = (bytes: Uint8Array) => {
      if (!isClosed) socket.send(bytes, from.port, from.address, () => {});
    };
    take(datagram, { key: `${from.address} ${from.port}`, destination, reply });
  });
  return {
    close: () => {
      isClosed = true;
      return new Promise((resolve) => socket.close(resolve));
    },
  };
}
