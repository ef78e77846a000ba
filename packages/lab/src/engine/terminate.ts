import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { ClientHello, ConnectionEnd } from '../connection.ts';
import { sayAlert } from '../tls13/alerts.ts';
import { serveTls13 } from '../tls13/serve-tls13.ts';
import type { TicketVault } from '../tls13/ticket-vault.ts';
import type { Treatment } from '../treatment.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { Genuine } from './genuine-servers.ts';
import { sayFailure } from './relay.ts';
import type { ShownChains } from './shown-chains.ts';
import { Tap } from './tap.ts';
import { alertOfError } from './tls-alert.ts';

type Terminating = Extract<Treatment, { kind: 'terminate' | 'own-handshake' }>;

/** A handshake that the app has finished: what it says can be read. */
export interface Plaintext {
  readonly stream: Duplex;
  readonly protocol: string | null;
}

export interface Termination {
  readonly tap: Tap;
  readonly record: ConnectionRecord;
  readonly hello: ClientHello;
  readonly host: string;
  readonly genuine: Genuine;
  readonly chains: ShownChains;
  readonly tickets: TicketVault;
}

/**
 * Ends the app's TLS here.
 * @returns null where the app, or OpenSSL, did not want to; the record says why
 * @throws {LivepinError} LP_LAB_GENUINE_UNKNOWN
 */
export async function terminate(treatment: Terminating, termination: Termination): Promise<Plaintext | null> {
  const { record, chains, host, genuine } = termination;
  record.shows(chains.chain(treatment.shows, host, genuine.chain).certificates);
  return treatment.kind === 'terminate' ? byOpenSsl(treatment, termination) : byOwn(treatment, termination);
}

const preferred = ['h2', 'http/1.1'];

/** What the lab agrees to of what the app offers: what the genuine server does, where nothing else is asked for. */
export function protocolFor(
  treatment: Terminating,
  { protocols: offered }: ClientHello,
  genuine: Genuine,
): string | null {
  const wanted = treatment.kind === 'terminate' ? treatment.protocols : undefined;
  if (wanted) return wanted.find((protocol) => offered.includes(protocol)) ?? null;
  if (genuine.chain) return genuine.protocol;
  return preferred.find((protocol) => offered.includes(protocol)) ?? offered[0] ?? null;
}

function byOpenSsl(
  treatment: Extract<Treatment, { kind: 'terminate' }>,
  { tap, record, hello, host, genuine, chains }: Termination,
): Promise<Plaintext | null> {
  const protocol = protocolFor(treatment, hello, genuine);
  const socket = new TLSSocket(tap, {
    isServer: true,
    secureContext: chains.context(treatment.shows, host, genuine.chain, treatment.sessions ?? false),
    requestCert: false,
    ...(protocol === null ? {} : { ALPNProtocols: [protocol] }),
  });
  socket.on('keylog', (line: Buffer) => record.recorder.addSecret(line.toString('latin1')));
  record.bytesFromApp = () => socket.bytesRead;
  record.bytesToApp = () => socket.bytesWritten;
  return new Promise((resolve) => {
    socket.on('error', (error) => {
      failed(record, error);
      resolve(null);
    });
    socket.on('close', () => resolve(null));
    // The app's farewell in TLS, before that of the stream below, which is answered already by then.
    socket.once('end', () => record.closes('app', 'closed without a word'));
    socket.once('secure', () => {
      record.established(socket.isSessionReused());
      resolve({ stream: socket, protocol: socket.alpnProtocol || null });
    });
  });
}

function failed(record: ConnectionRecord, error: Error): void {
  const alert = alertOfError(error);
  if (alert !== null) record.ends('app', sayAlert(alert), alert);
  else if (/^E[A-Z]+$/.test((error as NodeJS.ErrnoException).code ?? '')) record.ends('app', sayFailure(error));
  else record.ends('lab', reasonOf(error));
}

/** OpenSSL's own words, without the file and the line of its source. */
function reasonOf(error: Error): string {
  return (error as Error & { reason?: string }).reason ?? error.message;
}

async function byOwn(
  treatment: Extract<Treatment, { kind: 'own-handshake' }>,
  { tap, record, hello, host, genuine, chains, tickets }: Termination,
): Promise<Plaintext | null> {
  const { chain, key } = chains.chain(treatment.shows, host, genuine.chain);
  const protocol = protocolFor(treatment, hello, genuine);
  const outcome = await serveTls13(tap, {
    chain,
    key,
    protocols: protocol === null ? [] : [protocol],
    tickets: treatment.earlyData ? tickets : null,
    acceptsEarlyData: treatment.earlyData,
    onKeyLog: (line) => record.recorder.addSecret(line),
  });
  if ('refused' in outcome) {
    ends(record, outcome.refused);
    return null;
  }
  record.established(outcome.isResumed);
  record.usedEarlyData = outcome.usedEarlyData;
  record.beforeHandingOut(async () => ends(record, await outcome.ended));
  const counted = new Tap(outcome.stream, null, () => {});
  record.bytesFromApp = () => counted.bytesFromApp;
  record.bytesToApp = () => counted.bytesToApp;
  return { stream: counted, protocol: outcome.protocol };
}

function ends(record: ConnectionRecord, { by, says, alert, during }: ConnectionEnd): void {
  if (alert === 0 && during === 'established') record.ends('app', 'closed without a word');
  else record.ends(by, says, alert);
}
