// The service's delivery alone, as it stands behind `npm start`. Asked: where it listens, how many requests came, its headers.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDelivery, limitConnections, serverOptions } from '@livepin/server/delivery';
import { app, day0, makeSample } from '../sample-bundle.ts';
import { answerQuestions } from './part.ts';

const delivery = createDelivery();
const bytes = await (await makeSample()).bundle(1);
delivery.setBundle(app, { epoch: 1, version: 1, iat: day0 + 1, bytes });

let requests = 0;
const server = createServer(serverOptions, (request, response) => {
  requests++;
  if (!delivery.handle(request, response)) response.writeHead(404).end();
});
limitConnections(server);
server.listen(0, '127.0.0.1', () => {
  answerQuestions({ port: () => (server.address() as AddressInfo).port, requests: () => requests });
});
