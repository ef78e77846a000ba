import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandSubject, type LabOptions, type Report, type ReportedHost, runLab } from '@livepin/lab';
import { issue, startServer } from '@livepin/testkit';
import { Certificate } from '@livepin/tls';

const host = 'api.example.com';
const root = issue({ subject: 'CN=Example Root', ca: true });
const leaf = issue({ subject: `CN=${host}`, names: [host], issuer: root });

/** What a program is told of the genuine server that it is to pin. */
export interface Pinned {
  readonly url: string;
  readonly host: string;
  /** Of the key of the leaf, as RFC 7469 writes it. */
  readonly pin: string;
  /** SHA-256 of the leaf certificate in hex: what Python's libraries call a fingerprint. */
  readonly fingerprint: string;
  /** File of the genuine root. */
  readonly ca: string;
}

export interface Attacked {
  /** What became of its host in the scenario. */
  readonly cell: ReportedHost['cells'][number]['verdict'];
  /** Which of what the program sends could be read: "authorization", "cookie", "key", sorted. */
  readonly secrets: readonly string[];
}

const secrets = ['authorization', 'cookie', 'key'];

/**
 * Puts a program behind the lab, with one scenario. The lab has the genuine key, so that it can redirect as the genuine
 * server does.
 * @throws {Error} where the program does not work with the genuine server either: nothing can be said then
 */
export async function attackProgram(
  commandOf: (pinned: Pinned) => readonly [string, ...string[]],
  scenario: string,
  mode: NonNullable<LabOptions['mode']> = 'proxy',
): Promise<Attacked> {
  const folder = await mkdtemp(join(tmpdir(), 'livepin-finding-'));
  await using server = await startServer([leaf]);
  try {
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, root.pem);
    const fingerprint = createHash('sha256').update(leaf.der).digest('hex');
    const command = commandOf({ url: `https://${host}/account`, host, pin: leaf.pin, fingerprint, ca });
    const report = await runLab(
      {
        mode,
        scenarios: [scenario],
        tries: 1,
        ca: root.pem,
        tester: { certificates: [new Certificate(leaf.der)], key: leaf.key.privateKey },
        resolve: (name, port) => (port === 443 ? { host: '127.0.0.1', port: server.port } : { host: name, port }),
        canaries: secrets.map((name) => ({ name, value: `canary-${name}` })),
      },
      commandSubject({ command }),
    );
    return told(report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function told({ hosts, controls }: Report): Attacked {
  const failed = controls.find(({ ok }) => !ok);
  if (failed) throw new Error(failed.because);
  const found = hosts.find((one) => one.host === host && one.port === 443);
  if (!found) throw new Error(`It never spoke to ${host}.`);
  const leaked = found.cells.flatMap(({ leaks }) => leaks).filter(({ kind }) => kind === 'canary');
  return { cell: found.cells[0]!.verdict, secrets: [...new Set(leaked.map(({ name }) => name))].sort() };
}
