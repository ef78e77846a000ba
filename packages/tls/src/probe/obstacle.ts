/**
 * Why a server could not be looked at, for programs.
 * - `dns`: there is no such name, or nobody could say; `refused`, `no-route`, `network`: no connection; `closed`: the
 *   connection ended too early; `timed-out`: the time for the whole was up
 * - `not-tls`: it answered, and not in TLS; `alert`: its TLS said no, and which alert; `handshake`: another fault of TLS
 * - `starttls-refused`: it offers no TLS; `wrong-protocol`: its words are not of the protocol that was named;
 *   `early-bytes`: it sent something that nobody asked for before TLS began, which whoever is in between could have done
 * - `proxy-unreachable`, `proxy-refused`: the proxy itself; `beyond-proxy`: the proxy could not reach the server
 * - `stopped`: it was not asked to the end, because whoever asked has stopped
 */
export type Reason =
  | 'dns'
  | 'refused'
  | 'no-route'
  | 'network'
  | 'closed'
  | 'timed-out'
  | 'not-tls'
  | 'alert'
  | 'handshake'
  | 'starttls-refused'
  | 'wrong-protocol'
  | 'early-bytes'
  | 'proxy-unreachable'
  | 'proxy-refused'
  | 'beyond-proxy'
  | 'stopped';

/** What stood in the way of a look at a server. The message is the end of a sentence: "… could not be reached: MESSAGE." */
export class Obstacle extends Error {
  readonly reason: Reason;
  /** The name of the TLS alert (RFC 8446 §6), with underscores: "handshake_failure". Only with the reason `alert`. */
  readonly alert: string | null;

  constructor(reason: Reason, why: string, { alert = null, cause }: { alert?: string | null; cause?: unknown } = {}) {
    super(why, { cause });
    this.reason = reason;
    this.alert = alert;
  }
}

/** What a server said, for a message: short, in quotes, and with nothing in it that does something to a terminal. */
export function quoted(said: Uint8Array): string {
  return JSON.stringify(Buffer.from(said.subarray(0, 80)).toString('latin1').trim());
}

const reasons: Readonly<Record<string, Reason>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  EADDRNOTAVAIL: 'no-route',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  ETIMEDOUT: 'timed-out',
};

const reasonsWithoutTls = new Set(['wrong version number', 'packet length too long', 'record layer failure']);

/** An error of a socket, of a look-up, or of OpenSSL, as what it means. */
export function obstacleOf(error: Error): Obstacle {
  if (error instanceof Obstacle) return error;
  // An error of several tried addresses has no message of its own.
  if (error instanceof AggregateError && error.errors.length > 0) {
    const each = error.errors.map(obstacleOf);
    return new Obstacle(each[0]!.reason, [...new Set(each.map(({ message }) => message))].join('; '), { cause: error });
  }
  const { code = '', reason } = error as Error & { readonly code?: string; readonly reason?: unknown };
  if (typeof reason === 'string') return handshakeObstacle(reason, error);
  return new Obstacle(reasons[code] ?? 'network', wordsOf(code, error), { cause: error });
}

// OpenSSL's names of alerts that came in: "sslv3 alert handshake failure", "tlsv1 unrecognized name". Its messages as a
// whole name its source files and lines.
function handshakeObstacle(reason: string, cause: Error): Obstacle {
  const alert = /^(?:sslv3|tlsv1|tlsv13|ssl\/tls)(?: alert)? (.+)$/.exec(reason)?.[1]?.replaceAll(' ', '_') ?? null;
  const isOther = reasonsWithoutTls.has(reason);
  const why = `the TLS handshake failed (${reason}${isOther ? '; does it speak TLS?' : ''})`;
  return new Obstacle(alert ? 'alert' : isOther ? 'not-tls' : 'handshake', why, { alert, cause });
}

function wordsOf(code: string, error: Error): string {
  const { address, port } = error as Error & { readonly address?: string; readonly port?: number };
  const who = address === undefined ? 'it' : port === undefined ? address : formatAddress(address, port);
  switch (code) {
    case 'ENOTFOUND':
      return 'there is no such name';
    case 'EAI_AGAIN':
      return 'no name server answers for its name';
    case 'EMFILE':
      return 'this process may open no more files';
    case 'ECONNREFUSED':
      return `${who} refused the connection`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `there is no route to ${who}`;
    case 'ECONNRESET':
      return 'the connection was reset';
    default:
      return error.message.trim().replace(/\.$/, '');
  }
}

function formatAddress(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
