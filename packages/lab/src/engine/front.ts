import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { DatagramPath } from '../quic/quic-server.ts';
import { openDatagramPort } from './datagram-port.ts';
import type { FrontOptions } from './front-options.ts';
import type { Destination } from './intake.ts';
import { Reception } from './reception.ts';
import { strangerOf } from './stranger.ts';

export type { Decision, FrontOptions } from './front-options.ts';
export { GenuineServers } from './genuine-servers.ts';
export type { Destination } from './intake.ts';

/** Where an app's connections come in. */
export interface Front extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Takes a stream that was redirected here: its first bytes are the app's own. */
  accept(stream: Duplex, destination: Destination): void;
  /** Takes a datagram of the app that was redirected here, or caught: QUIC, where it is anything that the lab knows. */
  acceptDatagram(datagram: Uint8Array, path: DatagramPath<Destination>): void;
  /**
   * Resolves when all connections have been handed out.
   * @param graceMilliseconds those that are still open then are ended. Default 250
   * @throws what `decide` or a listener has thrown
   */
  settled(graceMilliseconds?: number): Promise<void>;
}

/** More than any app has at once; what comes beyond is reset. */
const maxOpen = 2_000;

/** @throws {Error} of the system, where the port cannot be had */
export async function openFront(options: FrontOptions): Promise<Front> {
  const { listen = { host: '127.0.0.1', port: 0 }, admits = () => true } = options;
  const reception = new Reception(options);
  const isStrangers = strangersGuard(options);
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const direct = options.direct ?? { host: null, port: socket.localPort ?? 0 };
    const isAdmitted = admits(socket.remoteAddress ?? '') && !isStrangers(socket);
    if (!isAdmitted || reception.open >= maxOpen) socket.resetAndDestroy();
    else reception.take(socket, { ...direct, via: 'direct' }, true);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen({ ...listen }, resolve);
  });
  const { address: host, port } = server.address() as AddressInfo;
  const shunned = options.genuine.shun(port);
  const datagrams = options.listensForDatagrams
    ? await openDatagramPort(
        { host, port },
        { ...(options.direct ?? { host: null, port }), via: 'direct' },
        admits,
        (datagram, path) => reception.takeDatagram(datagram, path),
      )
    : null;
  return {
    host,
    port,
    accept: (stream, destination) => reception.take(stream, destination, false),
    acceptDatagram: (datagram, path) => reception.takeDatagram(datagram, path),
    async settled(graceMilliseconds = 250) {
      await reception.settled(graceMilliseconds);
      reception.checkListeners();
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      await reception.settled(0);
      await datagrams?.close();
      await closed;
      shunned[Symbol.dispose]();
      await reception.close();
    },
  };
}

function strangersGuard({ onStranger }: FrontOptions): (socket: Socket) => boolean {
  const told = new Set<number>();
  return (socket) => {
    if (!onStranger || !/^(::ffff:)?127\.|^::1$/.test(socket.localAddress ?? '')) return false;
    const stranger = strangerOf(socket);
    if (stranger !== null && !told.has(stranger)) onStranger(stranger);
    if (stranger !== null) told.add(stranger);
    return stranger !== null;
  };
}
