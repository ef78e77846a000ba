import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { formatPem } from '@livepin/pki';
import type { TesterChain } from '../forge/genuine-chain.ts';

/** Plays a genuine server of which nothing is there but its certificates and its key. On the loopback interface. */
export interface StandIn extends AsyncDisposable {
  readonly port: number;
}

/** @param status of every answer, which has no body */
export async function openStandIn({ certificates, key }: TesterChain, status: number): Promise<StandIn> {
  const server = createSecureServer(
    {
      allowHTTP1: true,
      key: key.export({ type: 'pkcs8', format: 'pem' }),
      cert: certificates.map(({ der }) => formatPem('CERTIFICATE', der)).join(''),
    },
    (request, response) => {
      request.resume();
      response.writeHead(status);
      response.end();
    },
  );
  const open = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
