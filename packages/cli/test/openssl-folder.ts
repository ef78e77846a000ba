import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { findProgram } from '../../../e2e/system.ts';

/** What is typed in docs/openssl.md is typed under these. */
export const passphrases = { LIVEPIN_PASSPHRASE: 'open sesame', LIVEPIN_NEW_PASSPHRASE: 'sesame and lily' };

const main = new URL('../src/main.ts', import.meta.url).pathname;

/** A folder on the path in which `livepin` is this command. */
export function makeProgram(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'livepin'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  chmodSync(join(bin, 'livepin'), 0o755);
  return bin;
}

/** Fills a folder with the files that docs/openssl.md speaks of, all made with OpenSSL (one with keytool, where it is). */
export function fillFolder(folder: string): void {
  mkdirSync(folder);
  const env = { PATH: process.env['PATH'], ...passphrases };
  const run = (script: string) => execFileSync('bash', ['-euc', script], { cwd: folder, env, stdio: 'pipe' });
  writeFileSync(
    join(folder, 'leaf.ext'),
    'subjectAltName=DNS:api.example.com,DNS:mail.example.com,IP:192.0.2.7\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectKeyIdentifier=hash\n',
  );
  writeFileSync(
    join(folder, 'ca.ext'),
    'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n',
  );
  writeFileSync(join(folder, 'hosts.txt'), 'api.example.com\nmail.example.com\n');
  run(`
    ec="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc"
    openssl req -x509 $ec -keyout root.key -subj "/O=Example/CN=Example Root" -days 900 -addext keyUsage=critical,keyCertSign -out root.crt
    openssl req -new $ec -keyout intermediate.key -subj "/O=Example/CN=Example Intermediate" -out intermediate.csr
    openssl x509 -req -in intermediate.csr -CA root.crt -CAkey root.key -CAcreateserial -days 800 -extfile ca.ext -out intermediate.crt
    openssl req -new $ec -keyout api.key -subj "/O=Example Ltd/CN=api.example.com" -addext subjectAltName=DNS:api.example.com -out api.csr
    by="-CA intermediate.crt -CAkey intermediate.key -CAcreateserial -extfile leaf.ext"
    openssl x509 -req -in api.csr $by -days 90 -out api.crt
    openssl x509 -req -in api.csr $by -days -1 -out expired.crt
    cat api.crt intermediate.crt > chain.pem
    openssl x509 -in api.crt -outform der -out api.der
    openssl pkey -in api.key -pubout -out public.pem
    openssl genrsa -out rsa.key 2048
    openssl genrsa -traditional -out rsa-old.key 2048
    openssl rsa -in rsa.key -RSAPublicKey_out -out rsa-public.pem
    openssl req -x509 -key rsa.key -subj /CN=rsa.example.com -days 9 -out rsa.crt
    openssl pkcs8 -topk8 -in rsa.key -passout env:LIVEPIN_PASSPHRASE -out encrypted.key
    openssl pkcs12 -export -in chain.pem -inkey api.key -passout env:LIVEPIN_PASSPHRASE -out api.p12
    openssl crl2pkcs7 -nocrl -certfile chain.pem -out chain.p7b
    rm *.ext *.srl root.key intermediate.key intermediate.csr
  `);
  if ('path' in findProgram('keytool')) {
    const store = (name: string, type: string) =>
      `-${name}keystore api.${type === 'JKS' ? 'jks' : 'p12'} -${name}storetype ${type} -${name}storepass:env LIVEPIN_PASSPHRASE`;
    run(`keytool -importkeystore -noprompt ${store('src', 'PKCS12')} ${store('dest', 'JKS')}`);
  }
}

/** The servers of docs/openssl.md on loopback: api.example.com, and mail.example.com with STARTTLS. */
export async function startServers(folder: string): Promise<{ api: number; mail: number } & AsyncDisposable> {
  const [key, cert] = ['api.key', 'chain.pem'].map((name) => readFileSync(join(folder, name), 'utf8')) as [
    string,
    string,
  ];
  const api = https.createServer({ key, cert }, (_request, response) => response.end('hello'));
  const secureContext = tls.createSecureContext({ key, cert });
  const sockets = new Set<Socket>();
  const mail = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined); // who has seen the certificate leaves without a word
    socket.write('220 mail.example.com ESMTP\r\n');
    socket.on('data', (line) => {
      if (!/^STARTTLS/i.test(line.toString())) return socket.write('250-mail.example.com\r\n250 STARTTLS\r\n');
      socket.removeAllListeners('data');
      socket.write('220 go ahead\r\n');
      return new tls.TLSSocket(socket, { isServer: true, secureContext }).on('error', () => undefined);
    });
  });
  return {
    api: await portOf(api),
    mail: await portOf(mail),
    [Symbol.asyncDispose]: async () => {
      api.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await Promise.all([api, mail].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
