import type { Report } from '../report/report.ts';

// Of these, certificates and alerts can be read, and nothing follows that was said later: the secrets of application
// data do not follow from them (RFC 8446 §7.1).
const ofHandshake = /^(?:CLIENT|SERVER)_HANDSHAKE_TRAFFIC_SECRET [0-9A-Fa-f]{64} [0-9A-Fa-f]+$/;
const anyLine = /^[A-Z0-9_]{1,64} [0-9A-Fa-f]{2,128} [0-9A-Fa-f]{2,256}$/;

/**
 * Which lines of a key log may be written down. Redacted, only those that open the handshake of TLS 1.3: of TLS 1.2
 * there is one secret for everything, and whoever has it reads the requests.
 * @param keyLog lines as in an SSLKEYLOGFILE
 */
export function secretsFor(disclosure: Report['disclosure'], keyLog: readonly string[]): readonly string[] {
  const allowed = disclosure === 'unredacted' ? anyLine : ofHandshake;
  return [...new Set(keyLog.map((line) => line.trim()))].filter((line) => allowed.test(line));
}
