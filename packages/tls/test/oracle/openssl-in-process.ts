import { X509Certificate } from 'node:crypto';
import { Duplex } from 'node:stream';
import tls from 'node:tls';

// OpenSSL's own verdict on one exact path, in this process. In TLS 1.2 the certificates of a server travel in clear, and
// are judged before any key is proved. So a scripted peer says hello and shows the path, and then the verdict is there.

/** Node's own handle of a connection: nothing else tells the verdict where the handshake goes no further. */
interface WithHandle {
  readonly _handle: { verifyError(): (Error & { readonly code: string }) | null };
}

/** "OK", or OpenSSL's word for what is wrong; "no verdict" where it would not even look. */
export type Verdict = string;

/**
 * @param path leaf first, anchor last: DER. Judged by the real clock, at OpenSSL's security level 2.
 * @returns the verdict with that anchor, and no other, trusted
 */
export function openSslVerdict(path: readonly Uint8Array[]): Promise<Verdict> {
  return verdictOf(path.length === 1 ? path : path.slice(0, -1), path.slice(-1));
}

/** The same for a list as a server sends it, and several anchors: what a handshake would say. */
export function verdictOf(sent: readonly Uint8Array[], trusted: readonly Uint8Array[]): Promise<Verdict> {
  const kind = keyKindOf(sent[0]!);
  const ca = trusted.map(pemOf);
  // Node ignores what is no PEM of a certificate, and would then trust its own roots.
  if (!kind || ca.includes(null)) return Promise.resolve('no verdict');
  const secureContext = tls.createSecureContext({ ca: ca as string[], ciphers: 'DEFAULT@SECLEVEL=2' });
  const wire = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  return new Promise((resolve) => {
    const client = tls.connect({ socket: wire, secureContext, maxVersion: 'TLSv1.2', rejectUnauthorized: false });
    const finish = (verdict: Verdict) => {
      resolve(verdict);
      client.destroy();
      wire.destroy();
    };
    client.on('error', () => finish('no verdict'));
    wire.push(Buffer.concat([record(serverHello(kind)), ...recordsOf(certificateMessage(sent))]));
    // Where OpenSSL broke off at the certificate, reading the verdict crashes the process. The error comes first.
    setImmediate(() =>
      setImmediate(() => {
        if (client.destroyed) return finish('no verdict');
        finish((client as unknown as WithHandle)._handle.verifyError()?.code ?? 'OK');
      }),
    );
  });
}

const suites = { ecdsa: [0xc0, 0x2b], rsa: [0xc0, 0x2f] } as const;

/** Which suite asks for a key like the leaf's. Null for keys that OpenSSL takes for none: it would break off. */
function keyKindOf(leaf: Uint8Array): keyof typeof suites | null {
  try {
    const type = new X509Certificate(leaf).publicKey.asymmetricKeyType;
    if (type === 'rsa' || type === 'rsa-pss') return 'rsa';
    return type === 'ec' || type === 'ed25519' || type === 'ed448' ? 'ecdsa' : null;
  } catch {
    return null; // a leaf that OpenSSL cannot read is one that it refuses
  }
}

function pemOf(der: Uint8Array): string | null {
  try {
    return new X509Certificate(der).toString();
  } catch {
    return null; // an anchor that OpenSSL cannot read is none
  }
}

function serverHello(kind: keyof typeof suites): Buffer {
  const secureRenegotiation = [0xff, 0x01, 0x00, 0x01, 0x00];
  const body = [0x03, 0x03, ...Buffer.alloc(32, 7), 0, ...suites[kind], 0, 0, secureRenegotiation.length];
  return message(2, Buffer.from([...body, ...secureRenegotiation]));
}

function certificateMessage(sent: readonly Uint8Array[]): Buffer {
  const list = Buffer.concat(sent.flatMap((certificate) => [size24(certificate.length), certificate]));
  return message(11, Buffer.concat([size24(list.length), list]));
}

function message(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([type]), size24(body.length), body]);
}

function size24(size: number): Buffer {
  return Buffer.from([size >> 16, (size >> 8) & 255, size & 255]);
}

function record(content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([22, 3, 3, content.length >> 8, content.length & 255]), content]);
}

function recordsOf(content: Uint8Array): Buffer[] {
  const size = 16_384; // the most that a record holds
  return Array.from({ length: Math.ceil(content.length / size) }, (_, at) =>
    record(content.subarray(at * size, (at + 1) * size)),
  );
}
