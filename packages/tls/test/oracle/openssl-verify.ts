import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Issued } from '@livepin/testkit';

// The command `openssl verify`: another build of OpenSSL than Node's, asked in another way. A process takes 8 ms, so many
// paths share one: those of different PKIs, whose names have nothing in common, so that no path can borrow from another.

/** Leaf first, anchor last. */
export type IssuedPath = readonly Issued[];

/**
 * @param batches each of paths that share no name; the paths of one PKI stand in different batches
 * @returns for each path whether OpenSSL takes it with its own anchor trusted and no other
 */
export async function openSslVerify(batches: readonly (readonly IssuedPath[])[]): Promise<Map<IssuedPath, boolean>> {
  const folder = await mkdtemp(join(tmpdir(), 'livepin-oracle-'));
  try {
    const verdicts = new Map<IssuedPath, boolean>();
    const leaves = new Map<Issued, string>();
    const waiting = [...batches.entries()];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [number, paths] = next;
        await verifyBatch(folder, number, paths, leaves, verdicts);
      }
    };
    await Promise.all([work(), work()]);
    return verdicts;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function verifyBatch(
  folder: string,
  number: number,
  paths: readonly IssuedPath[],
  leaves: Map<Issued, string>,
  verdicts: Map<IssuedPath, boolean>,
): Promise<void> {
  const [anchors, untrusted] = [join(folder, `anchors-${number}.pem`), join(folder, `untrusted-${number}.pem`)];
  await writeFile(anchors, paths.map((path) => path[path.length - 1]!.pem).join(''));
  await writeFile(untrusted, paths.flatMap((path) => path.slice(0, -1).map(({ pem }) => pem)).join(''));
  const files: string[] = [];
  for (const [leaf] of paths) {
    const file = leaves.get(leaf!) ?? join(folder, `leaf-${leaves.size}.pem`);
    files.push(file);
    if (leaves.has(leaf!)) continue;
    leaves.set(leaf!, file);
    await writeFile(file, leaf!.pem);
  }
  const accepted = await acceptedOf(['-CAfile', anchors, '-untrusted', untrusted, ...files]);
  for (const [at, path] of paths.entries()) verdicts.set(path, accepted.has(files[at]!));
}

const options = ['verify', '-purpose', 'sslserver', '-auth_level', '2', '-no-CApath', '-no-CAstore'];

function acceptedOf(parameters: readonly string[]): Promise<ReadonlySet<string>> {
  return new Promise((resolve, reject) => {
    execFile('openssl', [...options, ...parameters], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => line.endsWith(': OK'));
      // 0: all are good, 2: some are not. Anything else, and files that it could not read, would look like refusals.
      if ((error && error.code !== 2) || /unable to load|Could not/i.test(stderr)) reject(error ?? new Error(stderr));
      else resolve(new Set(lines.map((line) => line.slice(0, -': OK'.length))));
    });
  });
}

/**
 * A list as a server sends it, leaf first, and what is trusted, at another time than now: PEM.
 * @param now seconds since 1970
 */
export async function openSslVerifyAt(
  sent: readonly string[],
  trusted: readonly string[],
  now: number,
): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'livepin-oracle-'));
  try {
    const [anchors, untrusted, leaf] = ['anchors.pem', 'untrusted.pem', 'leaf.pem'].map((name) => join(folder, name));
    await writeFile(anchors!, trusted.join('\n'));
    await writeFile(untrusted!, sent.join('\n'));
    await writeFile(leaf!, sent[0]!);
    const files = ['-CAfile', anchors!, '-untrusted', untrusted!, leaf!];
    return (await acceptedOf(['-attime', String(now), ...files])).has(leaf!);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** "OpenSSL 3.0.19 27 Jan 2026 …"; LibreSSL goes by the same name. */
export function versionOf(): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('openssl', ['version'], (error, stdout) => (error ? reject(error) : resolve(stdout.trim())));
  });
}
