import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { folderPrefix } from '../keeper/duty.ts';
import type { Duty, Keeper } from '../keeper/keeper.ts';
import { Gate, type GateOptions } from './gate.ts';
import type { Orders } from './inside.ts';
import { type Privilege, privileges, sayRefusal } from './may-unshare.ts';
import { writeNameFiles } from './name-files.ts';

export interface NamespaceOptions extends GateOptions {
  readonly keeper: Keeper;
  /** TCP ports, beside the usual ones, that are taken where not all can be redirected. */
  readonly ports?: readonly number[];
  /** UDP ports, beside 443. */
  readonly datagramPorts?: readonly number[];
}

/**
 * A network of its own, of which every address leads to the lab; Linux only. Programs in it reach nothing of the real
 * network; their own servers on the loopback interface they do, and files and sockets of the file system.
 */
export interface Namespace extends AsyncDisposable {
  /** Ports whose connections are taken; null: all. Servers of programs within cannot have those ports. */
  readonly ports: readonly number[] | null;
  /**
   * Starts a program within, as this user. As in a shell, status 127 says that there is no such program, and 126 that it
   * cannot be run. Where it leads a group (`detached`), a signal to the group reaches it.
   */
  spawn(program: string, arguments_: readonly string[], options: SpawnOptions): ChildProcess;
}

/** Why there is no namespace to be had, and what to do: a clause without a full stop. */
export interface NoNamespace {
  readonly missing: string;
}

// Of TLS, HTTP, mail, chat, queues: what apps speak where connections to other ports cannot be redirected.
const usualPorts = [
  25, 80, 110, 143, 389, 443, 465, 587, 636, 853, 990, 993, 995, 1883, 4443, 5061, 5222, 5223, 5228, 5432, 5671, 6443,
  6697, 8000, 8080, 8443, 8883, 8888, 9000, 9443,
];

const patience = 2_000;

export async function openNamespace(options: NamespaceOptions): Promise<Namespace | NoNamespace> {
  if (process.platform !== 'linux') {
    return { missing: 'connections are redirected on Linux only; use the proxy, or a Linux machine or container' };
  }
  let refused: NoNamespace = { missing: '' };
  for (const privilege of privileges(process.getuid?.() === 0)) {
    const opened = await open(privilege, options);
    if (!('missing' in opened)) return opened;
    refused = opened;
  }
  return refused;
}

async function open(privilege: Privilege, options: NamespaceOptions): Promise<Namespace | NoNamespace> {
  const { keeper } = options;
  const folder = mkdtempSync(join(tmpdir(), folderPrefix));
  const folderDuty = keeper.mind({ kind: 'folder', path: folder });
  const ports = [...new Set([...usualPorts, ...(options.ports ?? [])])];
  const datagramPorts = [...new Set([443, ...(options.datagramPorts ?? [])])];
  const orders: Orders = { mounts: writeNameFiles(folder), ports, datagramPorts };
  const child = start(privilege, orders);
  if (child.pid === undefined) {
    await folderDuty.done();
    return { missing: 'unshare is not there; it belongs to util-linux' };
  }
  const processes = keeper.mind({ kind: 'process-group', pid: child.pid });
  const gate = new Gate(child, options);
  const beginning = await gate.beginning;
  // What was laid over other files is held by the namespace: nothing of it stays in the folder.
  await folderDuty.done();
  if (beginning.kind === 'failed') {
    await end(gate, child, processes);
    return { missing: sayRefusal(beginning.says) };
  }
  return {
    ports: beginning.redirectsAll ? null : ports,
    spawn: (program, arguments_, how) => spawnWithin(child.pid!, privilege, program, arguments_, how),
    [Symbol.asyncDispose]: () => end(gate, child, processes),
  };
}

function start({ unshare }: Privilege, orders: Orders): ChildProcess {
  const script = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? 'inside.ts' : 'inside.js', import.meta.url));
  // Options for the lab's own Node (a debugger, a test's hooks) are not for it.
  const { NODE_OPTIONS: _, ...env } = process.env;
  // The shell is the first process of the namespace: it waits for those whose parents have ended, which Node does not, and
  // when it ends, with the script, so does all that runs there.
  const first = ['sh', '-c', '"$@" & wait $!', 'sh', process.execPath, '--no-warnings', script, JSON.stringify(orders)];
  const child = spawn('unshare', [...unshare, ...first], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    cwd: '/',
    // Where Debian has iptables, which an ordinary user's path does not lead to.
    env: { ...env, PATH: `${env['PATH'] ?? ''}:/usr/sbin:/sbin` },
  });
  // Told by its missing number.
  child.on('error', () => {});
  return child;
}

function spawnWithin(
  pid: number,
  { nsenter }: Privilege,
  program: string,
  arguments_: readonly string[],
  { cwd = process.cwd(), ...how }: SpawnOptions,
): ChildProcess {
  // The namespace of unshare's children, not of unshare itself.
  const where = ['--target', String(pid), ...nsenter, `--pid=/proc/${pid}/ns/pid_for_children`];
  // Who enters another mount namespace finds itself at its root.
  const within = ['sh', '-c', 'cd -- "$1" && shift && exec "$@"', 'sh', String(cwd), program, ...arguments_];
  return spawn('nsenter', [...where, ...within], how);
}

async function end(gate: Gate, child: ChildProcess, processes: Duty): Promise<void> {
  gate.close();
  const ended = child.exitCode !== null || child.signalCode !== null ? null : once(child, 'exit');
  if (child.connected) child.disconnect();
  // It ends by itself, without the keeper's patience, unless it is stuck.
  await Promise.race([ended, setTimeout(patience, undefined, { ref: false })]);
  await processes.done();
}
