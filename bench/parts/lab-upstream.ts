// An https server for every name under bench.example, HTTP/1.1 and HTTP/2. Asked: where it is, and what a client must trust.
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { issue } from '@livepin/testkit';
import { answerQuestions } from './part.ts';

const root = issue({ subject: 'CN=Bench Root', ca: true });
const leaf = issue({ subject: 'CN=bench.example', names: ['*.bench.example'], issuer: root });
const key = leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' });
const body = Buffer.from(JSON.stringify({ accounts: Array.from({ length: 40 }, (_, id) => ({ id, balance: 1_000 })) }));

const options = { key, cert: leaf.pem + root.pem, allowHTTP1: true, keepAliveTimeout: 60_000 };
const server = http2.createSecureServer(options, (request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});
server.on('sessionError', () => undefined);
server.on('tlsClientError', () => undefined);
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  answerQuestions({ port: () => port, root: () => root.pem, bodyBytes: () => body.length });
});
