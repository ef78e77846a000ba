import { createPrivateKey } from 'node:crypto';
import { bits, der, type Issued, integer, makeKey, octets, oid, sequence } from '@livepin/testkit';
import { acceptedAsGenuine, attack, type Family, refused } from '../case.ts';
import { startPeer, startPiecemeal } from '../peers.ts';
import { genuine, rogueIntermediate, rogueRoot } from '../world.ts';

const { root, intermediate, leaf } = genuine;

/** The certificate with a key that says it belongs to it: the genuine public point, and a secret that is another's. */
function withoutItsKey(certificate: Issued): Issued {
  const secret = Buffer.from(makeKey().privateKey.export({ format: 'jwk' }).d!, 'base64url');
  const point = certificate.key.spki.subarray(-65);
  const ecPrivateKey = sequence(integer(1), octets(secret), der(0xa1, bits(point))); // RFC 5915 §3
  const algorithm = sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7'));
  const key = sequence(integer(0), algorithm, octets(ecPrivateKey));
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  return { ...certificate, key: { ...certificate.key, privateKey } };
}

const stolen = withoutItsKey(leaf);
const noHandshake = 'no handshake is completed, so no request may leave';

export const handshakes: Family = {
  name: 'Handshakes that do not end',
  says: 'What a peer without the key, without TLS or without haste can do. No request may leave, and no client may wait for ever.',
  whyNobodyFalls:
    'every TLS stack that is worth the name stops here; the case is that pins, looked for too early, do not let it pass, and that waiting has an end',
  cases: [
    attack({
      id: 'genuine-certificates-without-the-key',
      says: 'The genuine certificates; the handshake is signed with another key.',
      shows: [stolen, intermediate, root],
      must: refused('who shows a certificate has to prove its key'),
    }),
    attack({
      id: 'genuine-certificates-without-the-key-tls12',
      says: 'The same over TLS 1.2, the rogue CA’s certificates after them.',
      shows: [stolen, intermediate, rogueIntermediate, rogueRoot],
      tls: { maxVersion: 'TLSv1.2' },
      must: refused('who shows a certificate has to prove its key'),
    }),
    attack({
      id: 'silent',
      says: 'Takes the connection, and never says a word.',
      shows: () => startPeer(() => undefined),
      must: refused(noHandshake),
      isSlow: true,
    }),
    attack({
      id: 'drip-feeding',
      says: 'The genuine chain, a byte every tenth of a second, so that something always comes.',
      shows: () => startPiecemeal([leaf, intermediate], 1, 100),
      must: refused('the handshake as a whole takes too long'),
      isSlow: true,
    }),
    attack({
      id: 'slow-and-genuine',
      says: 'Genuine: the same, a few hundred bytes every few milliseconds, as over a poor radio link.',
      shows: () => startPiecemeal([leaf, intermediate], 400, 4),
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'closes-at-once',
      says: 'Closes the connection as soon as it is made.',
      shows: () => startPeer((socket) => socket.end()),
      must: refused(noHandshake),
    }),
    attack({
      id: 'resets-after-the-first-words',
      says: 'Resets the connection when the client has said hello.',
      shows: () => startPeer((socket) => socket.once('data', () => socket.resetAndDestroy())),
      must: refused(noHandshake),
    }),
    attack({
      id: 'plain-http',
      says: 'Answers in clear, as a proxy’s error page does.',
      shows: () =>
        startPeer((socket) =>
          socket.once('data', () =>
            socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello'),
          ),
        ),
      must: refused('that is no TLS'),
    }),
    attack({
      id: 'noise',
      says: 'Answers with noise that begins as a TLS record does.',
      shows: () =>
        startPeer((socket) =>
          socket.once('data', () => socket.end(Buffer.from([0x16, 3, 3, 0, 64, ...Buffer.alloc(64, 0x42)]))),
        ),
      must: refused(noHandshake),
    }),
  ],
};
