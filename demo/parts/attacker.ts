import { mkdir } from 'node:fs/promises';
import https from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@livepin/testkit';
import { apiHost, type CertificateFile, joinFiles } from './certificates.ts';
import { startChild } from './child.ts';
import { portOpens } from './port-opens.ts';

/** A man in the middle: mitmproxy between an app and the API. */
export interface Attacker extends AsyncDisposable {
  readonly port: number;
  /** The tokens that he has read up to now, each once. */
  tokens(): Promise<string[]>;
}

export interface AttackerSketch {
  /** The CA by which he makes certificates up. */
  readonly ca: CertificateFile;
  readonly apiPort: number;
  /** PEM file of the CAs that he himself knows the API by. */
  readonly apiAnchors: string;
  /** What he shows in place of a certificate made up. */
  readonly shows?: CertificateFile;
  /** Sends the API's genuine certificates along behind his own. */
  readonly appendsGenuine?: boolean;
}

const addon = fileURLToPath(new URL('attacker.py', import.meta.url));

/** @param folder an empty one of his own */
export async function startAttacker(mitmdump: string, folder: string, sketch: AttackerSketch): Promise<Attacker> {
  await mkdir(folder, { recursive: true });
  await joinFiles(join(folder, 'mitmproxy-ca.pem'), sketch.ca.keyFile, sketch.ca.certificateFile);
  const port = await freePort();
  const set = (name: string, value: string | number | boolean) => ['--set', `${name}=${value}`];
  const shown = sketch.shows
    ? [`${apiHost}=${await joinFiles(join(folder, 'shown.pem'), sketch.shows.keyFile, sketch.shows.chainFile)}`]
    : [];
  const child = startChild(
    'mitmdump',
    mitmdump,
    [
      ...['--quiet', '--mode', `reverse:https://127.0.0.1:${sketch.apiPort}`, '--listen-host', '127.0.0.1'],
      ...['--listen-port', String(port), '--scripts', addon],
      ...set('confdir', folder),
      ...set('keep_host_header', true),
      // He asks the API by the name that the app asked him for, which he knows only once it has.
      ...set('connection_strategy', 'lazy'),
      ...set('ssl_verify_upstream_trusted_ca', sketch.apiAnchors),
      ...set('add_upstream_certs_to_client_chain', sketch.appendsGenuine ?? false),
      ...shown.flatMap((spec) => ['--certs', spec]),
    ],
    { env: { PYTHONDONTWRITEBYTECODE: '1' } },
  );
  const seen = new Set<string>();
  child.onLine((line) => {
    const token = tokenOf(line);
    if (token) seen.add(token);
  });
  await portOpens(port, child);
  return {
    port,
    async tokens() {
      // His notes are in order: once a request of our own stands in them, so does everything before it.
      const mark = `Bearer mark-${crypto.randomUUID()}`;
      const noted = child.line((line) => tokenOf(line) === mark);
      await Promise.all([noted, ask(port, mark)]);
      return [...seen].filter((token) => !token.startsWith('Bearer mark-'));
    },
    [Symbol.asyncDispose]: () => child.end(),
  };
}

function tokenOf(line: string): string | null {
  if (!line.startsWith('{')) return null;
  const { authorization } = JSON.parse(line) as { authorization: string | null };
  return authorization;
}

function ask(port: number, authorization: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const options = { host: '127.0.0.1', port, servername: apiHost, rejectUnauthorized: false };
  https
    .get({ ...options, headers: { authorization, host: apiHost } }, (response) =>
      response.resume().once('end', resolve),
    )
    .once('error', reject);
  return promise;
}
