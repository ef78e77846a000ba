import { LivepinError } from '@livepin/core';
import { type FoundKey, readPins } from '@livepin/pki';
import { parseTarget, probe } from '@livepin/tls/probe';
import { defineCommand, type Result } from '../command.ts';
import { caOption, connectOption, probeOptionsOf, proxyOption, startTlsOption } from '../endpoint-options.ts';
import { nameOf } from '../files.ts';
import { readWithPassphrase } from '../passphrase.ts';
import { text, texts } from '../sketch.ts';
import { columns, dateOf } from '../style.ts';
import { usage } from '../usage-error.ts';

/** A pin with where it was found. Times: seconds since 1970. */
interface Row {
  readonly pin: string;
  readonly kind: FoundKey['kind'];
  readonly from: string;
  readonly subject?: string;
  readonly notAfter?: number;
  /** Of a server's certificates: whether it stands on a path that is trusted. A pin of any other protects nothing. */
  readonly onVerifiedPath?: boolean;
}

export const pin = defineCommand({
  name: 'pin',
  summary: 'print the pins of certificates, requests and keys, or of what a server shows',
  details: `A pin is the base64 of the SHA-256 of a key (RFC 7469). Files hold certificates, certificate requests, public or
private keys, in PEM, DER, PKCS#7 (.p7b), PKCS#12 (.p12, .pfx) or JKS: their bytes tell, not their names. Of a private key
nothing but its pin is printed. The passphrase of what is encrypted is asked for, or read from the environment variable
LIVEPIN_PASSPHRASE.`,
  arguments: { files: texts('[file...]', 'files to read; - is standard input') },
  options: {
    host: text('--host <host[:port]>', 'ask this server, and print the pin of each certificate it shows'),
    connect: connectOption,
    ca: caOption,
    starttls: startTlsOption,
    proxy: proxyOption,
  },
  examples: [
    'livepin pin server.crt',
    'livepin pin backup.key',
    'livepin pin keystore.p12',
    'openssl s_client -connect api.example.com:443 -showcerts < /dev/null | livepin pin -',
    'livepin pin --host api.example.com',
    'livepin pin --host smtp://mail.example.com:25',
  ],
  async run({ files, host, connect, ca, starttls, proxy }) {
    if (files.length === 0 && host === undefined)
      throw usage('Nothing was given to take a pin of: name a file, or a server with --host.');
    const target = host === undefined ? null : parseTarget(host, starttls ?? null);
    const rows: Row[] = [];
    for (const file of files) {
      const found = await readWithPassphrase(file, readPins);
      if (found.length === 0) throw new LivepinError('LP_KEY_FILE_UNREADABLE', `${nameOf(file)} holds no key.`);
      rows.push(...found.map((key) => rowOf(key, nameOf(file))));
    }
    if (!target) return resultOf(rows);
    const seen = await probe(target.endpoint, await probeOptionsOf(target, { connect, ca, proxy }));
    const trusted = new Set(seen.paths.flatMap((path) => path.map((certificate) => certificate.pin)));
    for (const { pin, subject, notAfter } of seen.served) {
      rows.push({
        pin,
        kind: 'certificate',
        from: target.endpoint.host,
        subject,
        notAfter,
        onVerifiedPath: trusted.has(pin),
      });
    }
    return resultOf(rows);
  },
});

function rowOf({ pin, kind, certificate }: FoundKey, from: string): Row {
  if (!certificate) return { pin, kind, from };
  return { pin, kind, from, subject: certificate.subjectText, notAfter: certificate.notAfter };
}

function resultOf(rows: readonly Row[]): Result {
  return {
    json: { pins: rows },
    lines: (style) => columns(rows.map((row) => [row.pin, style.faint(row.from), describe(row)])),
  };
}

function describe({ kind, subject, notAfter, onVerifiedPath }: Row): string {
  if (subject === undefined) return kind;
  const until = notAfter === undefined ? '' : ` (until ${dateOf(notAfter)})`;
  return `${kind} ${subject}${until}${onVerifiedPath === false ? ', on no trusted path' : ''}`;
}
