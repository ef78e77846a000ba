import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Connection } from '../connection.ts';
import { makeFolder } from '../make-folder.ts';
import type { EvidenceFile, Report } from '../report/report.ts';
import { maskPlainText } from './mask-stream.ts';
import { endsOf, packetsOf } from './packets.ts';
import { pcapng } from './pcapng.ts';
import { secretsFor } from './secrets-for.ts';
import { writeAnew } from './write-anew.ts';

/** What a capture is of, and what is said about it in its head. */
export interface Capture {
  /** For the names of the files: "api.example.com-user-ca". Letters that a file system may not bear are replaced. */
  readonly name: string;
  /** Sentences: which scenario, which host, what came out. */
  readonly says: readonly string[];
  readonly connections: readonly Connection[];
}

/** The folder below the report's that holds evidence and nothing else. */
export const evidenceFolder = 'evidence';

/**
 * Writes what went over the wire: `evidence/NAME.pcapng`, and beside it `NAME.keys.log` where there are secrets to tell.
 * @param disclosure `redacted`: the handshakes of TLS 1.3 can be decrypted and nothing that came after them, and plain text
 *   is masked; `unredacted`: everything can be read
 * @returns the files, their paths relative to `reportFolder`; none where there was no connection
 * @throws {LivepinError} LP_FILE_UNWRITABLE: there is no such folder to be had; and what the file system throws
 */
export async function writeEvidence(
  reportFolder: string,
  capture: Capture,
  disclosure: Report['disclosure'],
): Promise<readonly EvidenceFile[]> {
  if (capture.connections.length === 0) return [];
  const name = fileNameOf(capture.name);
  const secrets = secretsFor(
    disclosure,
    capture.connections.flatMap(({ wire }) => wire.keyLog),
  );
  const files = [{ path: `${evidenceFolder}/${name}.pcapng`, bytes: captureOf(capture, disclosure) }];
  if (secrets.length > 0)
    files.push({ path: `${evidenceFolder}/${name}.keys.log`, bytes: Buffer.from(`${secrets.join('\n')}\n`) });
  makeFolder(join(reportFolder, evidenceFolder));
  for (const { path, bytes } of files) await writeAnew(join(reportFolder, path), bytes, disclosure === 'unredacted');
  return files.map(({ path, bytes }) => {
    return { path, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  });
}

/** The bytes of a capture file. Pure. */
export function captureOf({ says, connections }: Capture, disclosure: Report['disclosure']): Uint8Array {
  const hosts = [...new Set(connections.map(({ host }) => host ?? ''))];
  const numbered = connections.map((connection, at) => {
    return { connection, ends: endsOf(connection, hosts.indexOf(connection.host ?? ''), at) };
  });
  const names = new Map(numbered.map(({ connection, ends }) => [connection.host ?? '', ends.lab.ip]));
  const packets = numbered.flatMap(({ connection, ends }) => {
    const segments = disclosure === 'unredacted' ? connection.wire.segments : maskPlainText(connection);
    return packetsOf(connection, segments, ends, factsOf(connection));
  });
  const disclosed =
    disclosure === 'unredacted'
      ? 'Unredacted: everything can be decrypted, and plain text stands as it was.'
      : 'Redacted: the secrets open the handshakes of TLS 1.3 and nothing else; plain text is replaced by "x".';
  return pcapng(
    {
      comments: [...says, disclosed],
      names: [...names].flatMap(([name, ip]) => (/^[a-z0-9._-]{1,253}$/i.test(name) ? [{ ip, name }] : [])),
      secrets: secretsFor(
        disclosure,
        connections.flatMap(({ wire }) => wire.keyLog),
      ),
    },
    packets.sort((a, b) => a.at - b.at),
  );
}

function factsOf(connection: Connection): string {
  const { id, host, port, treatment, isAttack, isResumed, reach, hello, shown } = connection;
  return [
    `Connection ${id} to ${host ?? 'a host without a name'}:${port}, ${isAttack ? 'attacked' : 'not attacked'} (${treatment}); what was readable: ${reach}.`,
    ...(isResumed ? ['It resumed an earlier session.'] : []),
    ...(hello ? [`JA4 ${hello.ja4}.`] : []),
    ...shown.slice(0, 1).map(({ subject, pin }) => `Shown: ${subject}, pin ${pin}.`),
  ].join(' ');
}

function fileNameOf(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._]+/, '')
    .slice(0, 120);
  if (plain === name) return plain;
  // Two names must not become one.
  return `${plain}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
