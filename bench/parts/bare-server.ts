// The least that Node can do: one answer, the same as that of the service's /healthz.
import { createServer } from 'node:http';

const body = '{"status":"ok"}\n';
createServer((_request, response) => {
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
  });
  response.end(body);
}).listen(Number(process.argv[2]), '127.0.0.1');
