import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { processStat } from './process-stat.ts';

/** A process as it is known after its number was given to another, after a restart, and on another machine. */
export interface ProcessIdentity {
  /** Of the machine, since its start, and of the process-number namespace (that of a container): where `pid` means anything. */
  readonly realm: string;
  readonly pid: number;
  /** When it started, by the system's count; '?' where the system does not say. */
  readonly start: string;
}

export type Liveness =
  | 'running'
  | 'gone'
  /** It is, or was, on another machine or in another container, of which nothing is known here. */
  | 'elsewhere';

export function thisProcess(): ProcessIdentity {
  return identityOf(process.pid);
}

/** Of a process that is there, or that is waited for. */
export function identityOf(pid: number): ProcessIdentity {
  return { realm: realm(), pid, start: startOf(pid) ?? '?' };
}

/** Whether numbers of processes mean what they meant there: the machine was not started anew since. */
export function isSameRealm({ realm: of }: ProcessIdentity): boolean {
  return of === realm();
}

export function livenessOf({ realm: of, pid, start }: ProcessIdentity): Liveness {
  const [machine, boot, namespace] = of.split('-');
  const [ownMachine, ownBoot, ownNamespace] = realm().split('-');
  if (machine !== ownMachine) return 'elsewhere';
  // Nothing outlives a restart of the machine, in no namespace.
  if (boot !== ownBoot) return 'gone';
  if (namespace !== ownNamespace) return 'elsewhere';
  // One that was killed does nothing any more, whether or not its parent has noticed.
  if (process.platform === 'linux' && processStat(pid)?.isZombie) return 'gone';
  const now = startOf(pid);
  return now !== null && (start === '?' || now === '?' || now === start) ? 'running' : 'gone';
}

/** @returns null where there is no such process; '?' where there is one and the system does not say since when */
export function startOf(pid: number): string | null {
  if (process.platform === 'linux') return processStat(pid)?.start ?? null;
  if (!isThere(pid)) return null;
  if (process.platform === 'win32') return '?';
  try {
    return short(execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim());
  } catch {
    // ps fails where the process ended meanwhile, and where it is not allowed to look.
    return isThere(pid) ? '?' : null;
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

let knownRealm: string | undefined;

function realm(): string {
  knownRealm ??= [short(hostname()), bootOf(), namespaceOf()].join('-');
  return knownRealm;
}

function bootOf(): string {
  if (process.platform === 'linux') return short(readFileSync('/proc/sys/kernel/random/boot_id', 'latin1'));
  if (process.platform === 'darwin')
    return short(execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }));
  // Windows does not say: a process of that number counts as the one meant, and its things stay where they are.
  return '0';
}

function namespaceOf(): string {
  return process.platform === 'linux' ? short(readlinkSync('/proc/self/ns/pid')) : '0';
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
