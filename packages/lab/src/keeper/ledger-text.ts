import { basename, isAbsolute, normalize } from 'node:path';
import { LivepinError } from '@livepin/core';
import { type Duty, folderPrefix } from './duty.ts';

/** JSON: `{ "format": "livepin-lab-ledger", "version": 1, "duties": […] }`, in the order in which they were taken on. */
export function formatLedger(duties: readonly Duty[]): string {
  return `${JSON.stringify({ format: 'livepin-lab-ledger', version: 1, duties }, null, 2)}\n`;
}

/**
 * @param where the ledger's path, for the message
 * @throws {LivepinError} LP_LAB_STATE_UNUSABLE: it is not what `formatLedger` writes
 */
export function parseLedger(text: string, where: string): readonly Duty[] {
  const document = jsonOf(text);
  const ledger = hasMembers(document, ['format', 'version', 'duties']) ? document : {};
  const { format, version, duties } = ledger;
  if (format !== 'livepin-lab-ledger' || version !== 1 || !Array.isArray(duties) || !duties.every(isDuty)) {
    throw new LivepinError('LP_LAB_STATE_UNUSABLE', `${where} is not as the lab writes it: nothing in it is put back.`);
  }
  return duties;
}

/** The rule that keeps a wrong path from costing somebody's files. */
export function isLabFolder(path: string): boolean {
  return isAbsolute(path) && normalize(path) === path && basename(path).startsWith(folderPrefix);
}

function isDuty(value: unknown): value is Duty {
  if (hasMembers(value, ['kind', 'leader'])) return value['kind'] === 'process-group' && isIdentity(value['leader']);
  if (hasMembers(value, ['kind', 'path'])) {
    return value['kind'] === 'folder' && typeof value['path'] === 'string' && isLabFolder(value['path']);
  }
  if (!hasMembers(value, ['kind', 'argv', 'says'])) return false;
  const { kind, argv, says } = value;
  return kind === 'command' && typeof says === 'string' && isCommandLine(argv);
}

function isIdentity(value: unknown): boolean {
  if (!hasMembers(value, ['realm', 'pid', 'start'])) return false;
  const { realm, pid, start } = value;
  if (typeof realm !== 'string' || typeof start !== 'string') return false;
  // The groups -1 and 0 would mean everybody, and 1 is the system.
  return Number.isSafeInteger(pid) && (pid as number) > 1;
}

function isCommandLine(value: unknown): boolean {
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) return false;
  const [program] = value;
  return program !== undefined && isAbsolute(program);
}

/** Whether it is an object of these members and no others. */
function hasMembers(value: unknown, names: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const own = Object.keys(value);
  return own.length === names.length && names.every((name) => own.includes(name));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Said by the caller, as of all that is no ledger.
    return null;
  }
}
