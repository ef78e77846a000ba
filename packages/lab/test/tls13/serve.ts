import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { issue, type KeyKind, makeKey } from '@livepin/testkit';
import type { ConnectionEnd } from '../../src/connection.ts';
import { serveTls13, type Tls13Connection, type Tls13Options } from '../../src/tls13/serve-tls13.ts';

export const root = issue({ subject: 'CN=Root', ca: true });

export interface Served {
  readonly connection: Tls13Connection | null;
  /** All that could be read. */
  readonly read: string;
  readonly end: ConnectionEnd;
}

export interface TestServer extends AsyncDisposable {
  readonly port: number;
  readonly keyLog: string[];
  /** The connections, in order, as each ends. */
  next(): Promise<Served>;
}

/**
 * Answers each connection when so many bytes have come, and hangs up.
 */
export async function startTls13(
  options: Partial<Tls13Options> & {
    keyKind?: KeyKind;
    isWrongKey?: boolean;
    answer?: string;
    answersAt?: number;
  } = {},
): Promise<TestServer> {
  const { keyKind = 'P-256', isWrongKey = false, answer = 'answer', answersAt = 1, ...rest } = options;
  const leaf = issue({
    subject: 'CN=localhost',
    names: ['localhost', '127.0.0.1'],
    issuer: root,
    key: makeKey(keyKind),
  });
  const { privateKey } = isWrongKey ? makeKey(keyKind) : leaf.key;
  const keyLog: string[] = [];
  const ended: Served[] = [];
  const waiting: ((served: Served) => void)[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, async (socket) => {
    const outcome = await serveTls13(socket, {
      ...{ chain: [leaf.der], key: privateKey, protocols: ['http/1.1'], tickets: null, acceptsEarlyData: false },
      onKeyLog: (line) => keyLog.push(line),
      ...rest,
    });
    const served: Served =
      'refused' in outcome
        ? { connection: null, read: '', end: outcome.refused }
        : { connection: outcome, read: await readAll(outcome, answer, answersAt), end: await outcome.ended };
    const next = waiting.shift();
    if (next) next(served);
    else ended.push(served);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    keyLog,
    next: () => {
      const served = ended.shift();
      return served ? Promise.resolve(served) : new Promise((resolve) => waiting.push(resolve));
    },
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

async function readAll({ stream }: Tls13Connection, answer: string, answersAt: number): Promise<string> {
  let read = '';
  stream.on('data', (bytes: Buffer) => {
    read += bytes.toString('latin1');
    if (!stream.writableEnded && read.length >= answersAt) stream.end(answer);
  });
  stream.on('end', () => stream.end());
  await once(stream, 'close');
  return read;
}
