import type { IncomingMessage, ServerResponse } from 'node:http';

const body = '{"status":"ok"}\n';
const headers = [
  'Content-Type',
  'application/json',
  'Content-Length',
  String(body.length),
  'Cache-Control',
  'no-store',
];

/** Says that delivery answers. It does so whatever the state of the rest: that is what apps depend on. */
export function sendHealth({ method }: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, headers);
  response.end(method === 'HEAD' ? undefined : body);
}
