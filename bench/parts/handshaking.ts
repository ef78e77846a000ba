// Handshakes of the pinned client beside those of `tls.connect`: the same servers, options and trust anchors. Each answer:
// what one handshake took. Option: the kind of all keys.
import { once } from 'node:events';
import type { LookupFunction, Socket } from 'node:net';
import tls from 'node:tls';
import { livepin } from '@livepin/client';
import { app, chainOf, domain, freePort, makeBundle, makeRoot, oneDay } from '@livepin/testkit';
import { loadCore, startPart } from '../pinned.ts';
import { answerQuestions } from './part.ts';
import type { ServedChains } from './serving-chains.ts';

/** Of one handshake, in microseconds. */
export interface Handshake {
  /** From the wish to the socket that may be written to: the median. */
  readonly wall: number;
  /** Of this process, from the wish to the end of the connection. */
  readonly processor: number;
}

const perAnswer = 10;

await using server = await startPart('serving-chains.ts', loadCore, process.argv[2]!);
const { port, roots, pins, strangers, siblings } = (await server.ask('served')) as ServedChains;
tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...roots]);

const now = Math.floor(Date.now() / 1_000);
const root = await makeRoot({ payload: { iat: now - oneDay, exp: now + 100 * oneDay } });
const domains = [domain('bench.example', pins, { subdomains: true })];
const seed = await makeBundle(chainOf(root), { version: 1, iat: now - 60, domains });
const nobody = `http://127.0.0.1:${await freePort()}`;
const pinned = await livepin({ app, root, seed, sources: [nobody], store: null });

const lookup: LookupFunction = (_name, { all }, callback) =>
  all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4);
let turn = 0;
// The connector keeps sessions by the options of the agent: where one is different each time, none is resumed.
const optionsFor = (host: string) => ({
  host,
  port,
  servername: host,
  ALPNProtocols: ['http/1.1'],
  localAddress: `127.1.${(turn >> 8) & 255}.${turn++ & 255}`,
  lookup,
});
type Options = ReturnType<typeof optionsFor>;

const secureContext = tls.createSecureContext();
const kept = (options: Options) => plain({ ...options, secureContext } as Options);

async function plain(options: Options): Promise<Socket> {
  const socket = tls.connect(options as tls.ConnectionOptions);
  await once(socket, 'secureConnect');
  if (!socket.authorized) throw new Error('not authorized');
  return socket;
}

function judged(options: Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, socket: unknown) => (error ? reject(error) : resolve(socket as Socket));
    pinned.agent.createConnection(options as Parameters<typeof pinned.agent.createConnection>[0], done);
  });
}

async function handshakes(connect: (options: Options) => Promise<Socket>, hosts: () => string): Promise<Handshake> {
  const walls: number[] = [];
  const before = process.cpuUsage();
  for (let count = 0; count < perAnswer; count++) {
    const options = optionsFor(hosts());
    const start = process.hrtime.bigint();
    const socket = await connect(options);
    walls.push(Number(process.hrtime.bigint() - start) / 1e3);
    await once(socket, 'data'); // so that the sessions that a server sends after its handshake are counted too
    socket.destroy();
    await once(socket, 'close');
  }
  const { user, system } = process.cpuUsage(before);
  walls.sort((a, b) => a - b);
  return { wall: walls[perAnswer >> 1]!, processor: (user + system) / perAnswer };
}

const each = (names: readonly string[]) => {
  let at = 0;
  return () => {
    const name = names[at++];
    if (name === undefined) throw new Error('There are no more chains.');
    return name;
  };
};
/** The reference knows nothing of a chain but what OpenSSL keeps, which is nothing: it may see one that the other saw. */
const round = (names: readonly string[]) => {
  let at = 0;
  return () => names[at++ % names.length]!;
};
const [newStranger, newSibling] = [each(strangers), each(siblings)];
const [anyStranger, anySibling] = [round(strangers), round(siblings)];

answerQuestions({
  'plain first': () => handshakes(plain, anyStranger),
  'kept first': () => handshakes(kept, anyStranger),
  'judged first': () => handshakes(judged, newStranger),
  'plain issuers': () => handshakes(plain, anySibling),
  'kept issuers': () => handshakes(kept, anySibling),
  'judged issuers': () => handshakes(judged, newSibling),
  'plain same': () => handshakes(plain, () => siblings[0]!),
  'kept same': () => handshakes(kept, () => siblings[0]!),
  'judged same': () => handshakes(judged, () => siblings[0]!),
});
await once(process, 'disconnect');
