import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Livepin, type LivepinOptions, livepin } from '@livepin/client';
import { app, chainOf, domain, issue, makeBundle, makeRoot, oneDay } from '@livepin/testkit';

// One small world: a CA that the device trusts, a bundle for api.example.com, and a place that delivers documents.

export const host = 'api.example.com';
export const ca = issue({ subject: 'CN=Genuine Root', ca: true });
export const intermediate = issue({ subject: 'CN=Genuine CA', ca: true, issuer: ca });
export const leaf = issue({ subject: `CN=${host}`, issuer: intermediate });
export const otherLeaf = issue({ subject: `CN=${host}`, issuer: intermediate });
/** Trusted by the device too: the attacker's. */
export const rogueCa = issue({ subject: 'CN=Rogue Root', ca: true });
export const rogueLeaf = issue({ subject: `CN=${host}`, issuer: rogueCa });

export const now = () => Math.floor(Date.now() / 1_000);
const made = now() - 300_000;
export const root = await makeRoot({ payload: { iat: made, exp: made + 900 * oneDay } });
export const chain = chainOf(root);

export const bundle = (version: number, payload: Readonly<Record<string, unknown>>) =>
  makeBundle(chain, { version, iat: made + version, ...payload });
export const pinned = (pins: readonly string[], more: Readonly<Record<string, unknown>> = {}) => ({
  domains: [domain(host, pins, more)],
});
export const seed = await bundle(1, pinned([leaf.pin]));

type Answer = Uint8Array | number | ((request: IncomingMessage, response: ServerResponse) => void);

export interface Place extends AsyncDisposable {
  readonly url: string;
  /** What is answered below the base address, by path without query; 404 for what is not there. */
  readonly answers: Map<string, Answer>;
  readonly asked: string[];
}

/** A place to fetch from: a real HTTP server on loopback. */
export async function startPlace(documents: Readonly<Record<string, Answer>> = {}): Promise<Place> {
  const answers = new Map(Object.entries(documents));
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const [path = ''] = request.url!.slice(1).split('?');
    asked.push(request.url!.slice(1));
    const answer = answers.get(path) ?? 404;
    if (typeof answer === 'function') return answer(request, response);
    if (typeof answer === 'number') return response.writeHead(answer).end();
    return response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Every name leads to this machine. */
export const lookup: NonNullable<LivepinOptions['lookup']> = (_name, options, callback) =>
  options.all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4);

export function open(place: Place, options: Partial<LivepinOptions> = {}): Promise<Livepin> {
  return livepin({ app, root, seed, sources: [place.url], store: null, ca: [ca.pem, rogueCa.pem], lookup, ...options });
}

/** What a request failed with: behind fetch's TypeError, the reason. */
export async function failureOf(request: Promise<unknown>): Promise<Error & { code?: string }> {
  const error = await request.then(
    () => {
      throw new Error('The request did not fail.');
    },
    (reason: Error) => reason,
  );
  return (error.cause as Error) ?? error;
}
