import {
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type Server,
  request as send,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import {
  createDelivery,
  type Delivery,
  type DeliveryOptions,
  limitConnections,
  serverOptions,
} from '@livepin/server/delivery';

/** Delivery alone behind a real server on loopback, and requests to it exactly as they are written. */
export interface DeliveryServer extends AsyncDisposable {
  readonly delivery: Delivery;
  readonly server: Server;
  readonly port: number;
  /** How many requests have come so far. */
  requests(): number;
}

export async function startDelivery(options: DeliveryOptions = {}): Promise<DeliveryServer> {
  const delivery = createDelivery(options);
  let requests = 0;
  const server = createServer(serverOptions, (request, response) => {
    requests++;
    if (!delivery.handle(request, response)) response.writeHead(404).end('not delivery');
  });
  limitConnections(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    delivery,
    server,
    port,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      delivery.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request with its own connection. @param path as it is to stand in the request line */
export function ask(port: number, path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode = 0, headers: received } = response;
        resolve({ status: statusCode, headers: received, body: Buffer.concat(chunks).toString('latin1') });
      });
    });
    request.on('error', reject);
    request.end();
  });
}

/** Everything that comes back over one connection for `text`, until `isDone` or the end. */
export function talk(port: number, text: string, isDone: (received: string) => boolean = () => false): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (isDone(received)) socket.destroy();
    });
  });
}
