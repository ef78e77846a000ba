// A TLS server with many chains of leaf, intermediate and root, each shown by the name that is asked for. It says one
// byte when a handshake is done. Option: the kind of all keys. Asked: where it listens, and what there is.

import type { AddressInfo } from 'node:net';
import { createSecureContext, createServer, type SecureContext } from 'node:tls';
import { type Issued, issue, type KeyKind, makeKey } from '@livepin/testkit';
import { answerQuestions } from './part.ts';

/** What the client is told: names to ask for, and what it must trust. */
export interface ServedChains {
  readonly port: number;
  readonly roots: readonly string[];
  /** Of all intermediates. */
  readonly pins: readonly string[];
  /** A chain of its own for each name: root, intermediate and leaf. */
  readonly strangers: readonly string[];
  /** Leaves of one intermediate. */
  readonly siblings: readonly string[];
}

const strangerCount = 700;
const siblingCount = 700;
/** Keys take long to make. Chains share these, in turn; nothing is known of a chain by the key of another. */
const keyCount = 8;

const kind = process.argv[2] as KeyKind;
const keys = Array.from({ length: 3 * keyCount }, () => makeKey(kind));
const key = (place: 0 | 1 | 2, turn: number) => keys[place * keyCount + (turn % keyCount)]!;
const contexts = new Map<string, SecureContext>();

function issuers(turn: number) {
  const root = issue({ subject: `CN=Root ${turn}, O=Livepin bench`, ca: true, key: key(0, turn) });
  const subject = `CN=Intermediate ${turn}, O=Livepin bench`;
  return { root, intermediate: issue({ subject, ca: true, key: key(1, turn), issuer: root }) };
}

function serve(name: string, turn: number, intermediate: Issued): string {
  const { key: leafKey, pem } = issue({ subject: `CN=${name}`, key: key(2, turn), issuer: intermediate });
  const privateKey = leafKey.privateKey.export({ type: 'pkcs8', format: 'pem' });
  contexts.set(name, createSecureContext({ key: privateKey, cert: pem + intermediate.pem }));
  return name;
}

const chains = Array.from({ length: strangerCount }, (_, turn) => issuers(turn));
const shared = issuers(strangerCount);
const served = {
  roots: [...chains, shared].map(({ root }) => root.pem),
  pins: [...new Set([...chains, shared].map(({ intermediate }) => intermediate.pin))],
  strangers: chains.map(({ intermediate }, turn) => serve(`stranger-${turn}.bench.example`, turn, intermediate)),
  siblings: Array.from({ length: siblingCount }, (_, turn) =>
    serve(`sibling-${turn}.bench.example`, turn, shared.intermediate),
  ),
};

const server = createServer({ SNICallback: (name, callback) => callback(null, contexts.get(name)) }, (socket) => {
  socket.on('error', () => undefined); // whoever was greeted leaves without a word
  socket.write('!');
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  answerQuestions({ served: (): ServedChains => ({ port, ...served }) });
});
