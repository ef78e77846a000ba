// Two hundred TLS servers, each on a port and with a key and certificate of its own, all by one CA.
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { issue } from '@livepin/testkit';
import { answerQuestions } from './part.ts';

const root = issue({ subject: 'CN=Root', ca: true });
const ca = issue({ subject: 'CN=CA', ca: true, issuer: root });

const ports = await Promise.all(
  Array.from({ length: 200 }, async (_, index) => {
    const leaf = issue({ subject: `CN=host-${index}`, names: ['localhost'], issuer: ca });
    const key = leaf.key.privateKey.export({ type: 'pkcs8', format: 'pem' });
    const server = tls.createServer({ key, cert: leaf.pem + ca.pem });
    server.on('secureConnection', (socket) => socket.on('error', () => undefined).resume());
    server.on('tlsClientError', () => undefined); // a probe leaves without a word
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return (server.address() as AddressInfo).port;
  }),
);
answerQuestions({ ports: () => ports, root: () => root.pem });
