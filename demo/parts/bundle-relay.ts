import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the network does with a bundle on its way from the service to an app. */
export type Course =
  | { readonly kind: 'pass' }
  | { readonly kind: 'replace'; readonly bytes: Uint8Array }
  | { readonly kind: 'alter' }
  /** Answers nothing until the course changes; then, what it had when it was asked. */
  | { readonly kind: 'hold' };

/** The network between the device and the service, as the relay to the API is for the API. */
export interface BundleRelay extends AsyncDisposable {
  readonly url: string;
  /** Sets what happens from now on; what is held goes out. */
  take(course: Course): void;
  /** Bundles that were asked for since the start. */
  readonly asked: number;
}

export async function startBundleRelay(serviceUrl: string): Promise<BundleRelay> {
  let course: Course = { kind: 'pass' };
  let asked = 0;
  const held = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const isBundle = new URL(path, serviceUrl).pathname.endsWith('/bundle');
    if (isBundle) asked++;
    try {
      const answer = await fetch(serviceUrl + path, { headers: passedOn(request.headers) });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (isBundle) await deliver(course, held, response, answer, bytes);
      else send(response, answer, bytes);
    } catch {
      response.destroy(); // the service is down, and so is the way to it
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const letGo = () => {
    for (const go of held) go();
    held.clear();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take(next) {
      course = next;
      letGo();
    },
    get asked() {
      return asked;
    },
    [Symbol.asyncDispose]: async () => {
      letGo();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function deliver(
  course: Course,
  held: Set<() => void>,
  response: ServerResponse,
  answer: Response,
  bytes: Uint8Array,
): Promise<void> {
  switch (course.kind) {
    case 'pass':
      return send(response, answer, bytes);
    case 'replace':
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(course.bytes);
    case 'alter':
      return send(response, answer, withOneLetterChanged(bytes));
    case 'hold':
      await new Promise<void>((resolve) => held.add(resolve));
      return send(response, answer, bytes);
  }
}

function send(response: ServerResponse, answer: Response, bytes: Uint8Array): void {
  const headers = [...answer.headers].filter(([name]) => ['content-type', 'etag', 'cache-control'].includes(name));
  response.writeHead(answer.status, Object.fromEntries(headers)).end(answer.status === 304 ? undefined : bytes);
}

function passedOn(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const names = ['if-none-match', 'accept', 'prefer'];
  return Object.fromEntries(names.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}

/** Another letter in the first pin: the document is well-formed, and only its signature speaks against it. */
function withOneLetterChanged(bytes: Uint8Array): Uint8Array {
  const document = JSON.parse(Buffer.from(bytes).toString()) as { payload: string };
  const payload = Buffer.from(document.payload, 'base64url').toString();
  const altered = payload.replace(/("pins":\[")(.)/, (_, before, letter) => before + (letter === 'A' ? 'B' : 'A'));
  return Buffer.from(JSON.stringify({ ...document, payload: Buffer.from(altered).toString('base64url') }));
}
