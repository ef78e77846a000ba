import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Issued } from '@livepin/testkit';

/** A real server on loopback, with its files in a folder of its own. */
export interface Peer extends AsyncDisposable {
  readonly port: number;
}

/** What a peer is started with. */
export interface Stage {
  readonly folder: string;
  readonly port: number;
  /** Paths of the certificates and of their key, which only its owner may read. */
  readonly chain: string;
  readonly key: string;
}

export interface Recipe {
  /** The command line, run in the folder. */
  readonly command: (stage: Stage) => readonly [string, ...string[]];
  /** Files to be written first, by their names in the folder. */
  readonly files?: (stage: Stage) => Readonly<Record<string, string>>;
  /** A command line that is run to its end before. */
  readonly before?: (stage: Stage) => readonly [string, ...string[]];
  /** Whom it runs as where the tests run as root: some servers insist. */
  readonly user?: string;
}

/** Starts a server with a chain, and waits until it takes connections. @throws it has ended before; the message is what it said */
export async function startPeer(chain: readonly [Issued, ...Issued[]], recipe: Recipe): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'livepin-peer-'));
  const port = await freePort();
  const stage: Stage = { folder, port, chain: join(folder, 'chain.pem'), key: join(folder, 'key.pem') };
  writeFileSync(stage.chain, chain.map(({ pem }) => pem).join(''));
  writeFileSync(stage.key, chain[0].key.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  for (const [name, text] of Object.entries(recipe.files?.(stage) ?? {})) writeFileSync(join(folder, name), text);
  chmodSync(folder, 0o755);
  const user = process.getuid?.() === 0 && recipe.user ? userNamed(recipe.user) : null;
  if (user) for (const path of [folder, stage.key]) chownSync(path, user.uid, user.gid);
  const start = ([program, ...rest]: readonly [string, ...string[]]) =>
    spawn(program, rest, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...user });
  if (recipe.before) await ended(start(recipe.before(stage)));
  const child = start(recipe.command(stage));
  await reachable(port, child);
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function userNamed(name: string): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${name}:`));
  if (!line) throw new Error(`There is no user ${name}.`);
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

function hear(child: ChildProcess): () => string {
  let said = '';
  const onChunk = (chunk: Buffer) => {
    said += chunk;
  };
  child.stdout?.on('data', onChunk);
  child.stderr?.on('data', onChunk);
  return () => said;
}

async function ended(child: ChildProcess): Promise<void> {
  const said = hear(child);
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`${child.spawnargs.join(' ')} failed: ${said()}`);
}

async function reachable(port: number, child: ChildProcess): Promise<void> {
  const said = hear(child);
  while (child.exitCode === null && child.signalCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${child.spawnargs.join(' ')} did not start: ${said()}`);
}
