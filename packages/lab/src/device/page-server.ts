import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { formatPem } from '@livepin/pki';
import type { ForgedChain } from '../forge/forge-chain.ts';
import { checkReply, isCheckName, isOwnName, type PageFacts, plainReply, type Reply } from './page-replies.ts';

export interface PageServerOptions extends PageFacts {
  /** For one of the lab's own names, signed by the root. */
  leafFor(name: string): ForgedChain;
  /** A device opened a check page. @param isProof nobody went past a warning for it */
  onCheck(isProof: boolean): void;
}

export interface PageServer extends AsyncDisposable {
  /** On the loopback interface; the lab's front leads there. */
  readonly plainPort: number;
  readonly tlsPort: number;
}

/** Check pages that were refused, so that going past a warning proves nothing. More are forgotten, the oldest first. */
const rememberedNames = 1000;

/** The lab's own pages and files. All of it is public: certificates, addresses, instructions. */
export async function openPageServer(options: PageServerOptions): Promise<PageServer> {
  const refused = new Set<string>();
  const plain = createServer((request, response) => write(request, response, plainReply(request, options)));
  const chooseContext = (name: string, done: (error: Error | null, context?: SecureContext) => void) =>
    isOwnName(name) ? done(null, contextFor(options, name)) : done(new Error('The lab has no page for this name.'));
  const secure = createTlsServer({ SNICallback: chooseContext, ALPNProtocols: ['http/1.1'] }, (request, response) => {
    const name = (request.socket as TLSSocket).servername;
    const isProof = typeof name === 'string' && isCheckName(name) && !refused.has(name);
    const reply = checkReply(request, isProof);
    if (reply.status === 200) options.onCheck(isProof);
    write(request, response, reply);
  });
  secure.on('tlsClientError', (_error, socket) => {
    if (typeof socket.servername !== 'string') return;
    refused.add(socket.servername);
    const [oldest] = refused;
    if (refused.size > rememberedNames && oldest !== undefined) refused.delete(oldest);
  });
  const plainPort = await listen(plain);
  const tlsPort = await listen(secure);
  return {
    plainPort,
    tlsPort,
    async [Symbol.asyncDispose]() {
      await Promise.all([close(plain), close(secure)]);
    },
  };
}

function contextFor(options: PageServerOptions, name: string): SecureContext {
  const { chain, key } = options.leafFor(name);
  return createSecureContext({
    key: key.export({ type: 'pkcs8', format: 'pem' }),
    cert: chain.map((certificate) => formatPem('CERTIFICATE', certificate)).join(''),
  });
}

function write(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const bytes = Buffer.from(reply.body);
  response.writeHead(reply.status, {
    'content-type': reply.type,
    'content-length': bytes.length,
    'cache-control': 'no-store',
    // A proxy's client may ask for another host over the same connection, and here it would ask in vain.
    connection: 'close',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(reply.status === 405 ? { allow: 'GET, HEAD' } : {}),
    ...(reply.fileName === undefined ? {} : { 'content-disposition': `attachment; filename="${reply.fileName}"` }),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
