import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type TLSSocket } from 'node:tls';
import { answerQuestions } from './line-protocol.ts';

// Pinning as Node programs do it, in three recipes. They are here to be wrong where they are wrong.

const recipe = process.argv[2];
const maxMilliseconds = 8_000;
/** Of signatures, for one connection. */
const maxChecks = 500;

await answerQuestions(`Node ${process.versions.node}`, (question) => {
  const ca = readFileSync(question.caFile, 'utf8');
  const { host, port, pins } = question;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      servername: host,
      ca,
      rejectUnauthorized: recipe !== 'pins-only',
      timeout: maxMilliseconds,
    });
    const fail = (error: Error) => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(new Error('no answer in time')), maxMilliseconds);
    socket
      .on('error', fail)
      .once('close', () => fail(new Error('closed early')))
      .once('secureConnect', () => {
        const keys = recipe === 'signatures' ? bySignatures(socket, ca) : walk(socket);
        if (!keys.some((certificate) => pins.includes(pinOf(certificate)))) return fail(new Error('no pin'));
        socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
        socket.once('data', () => {
          clearTimeout(timer);
          socket.destroy();
          resolve();
        });
      });
  });
});

function pinOf({ publicKey }: X509Certificate): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

/** From the peer's certificate to what Node says is its issuer, and so on: most recipes do that. */
function walk(socket: TLSSocket): X509Certificate[] {
  const found = new Map<string, X509Certificate>();
  for (let at = socket.getPeerCertificate(true); at?.raw && !found.has(at.fingerprint256); at = at.issuerCertificate)
    found.set(at.fingerprint256, new X509Certificate(at.raw));
  return [...found.values()];
}

/** Whatever good signatures lead to from the leaf, and from there to a trust anchor: names and signatures, and nothing else. */
function bySignatures(socket: TLSSocket, ca: string): X509Certificate[] {
  const sent: X509Certificate[] = [];
  for (let at = socket.getPeerX509Certificate(); at; at = at.issuerCertificate) sent.push(at);
  const anchors = (ca.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []).map(
    (pem) => new X509Certificate(pem),
  );
  const isAnchor = new Set(anchors.map(({ fingerprint256 }) => fingerprint256));
  const pool = [...anchors, ...sent];
  const known = new Map<string, X509Certificate[]>();
  let checks = 0;
  const issuersOf = (certificate: X509Certificate) => {
    const issuers =
      known.get(certificate.fingerprint256) ??
      pool.filter(({ subject, publicKey }) => {
        if (subject !== certificate.issuer || ++checks > maxChecks) return false;
        return isSigned(certificate, publicKey);
      });
    known.set(certificate.fingerprint256, issuers);
    return issuers;
  };
  const above = (first: X509Certificate) => {
    const found = new Map([[first.fingerprint256, first]]);
    for (const certificate of found.values())
      for (const issuer of issuersOf(certificate)) found.set(issuer.fingerprint256, issuer);
    return [...found.values()];
  };
  return above(sent[0]!).filter((certificate) =>
    above(certificate).some(({ fingerprint256 }) => isAnchor.has(fingerprint256)),
  );
}

function isSigned(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.verify(key);
  } catch {
    return false; // another kind of key
  }
}
