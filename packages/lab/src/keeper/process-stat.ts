import { readFileSync } from 'node:fs';

export interface ProcessStat {
  /** It has ended, and its parent has not asked how: in some containers for ever. */
  readonly isZombie: boolean;
  readonly group: number;
  /** In clock ticks since the machine's start. */
  readonly start: string;
}

/** Linux: proc(5), /proc/PID/stat, fields 3, 5 and 22. @returns null where there is no such process */
export function processStat(pid: number | string): ProcessStat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name, before these, stands in brackets and may hold anything, brackets and spaces too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { isZombie: fields[0] === 'Z' || fields[0] === 'X', group: Number(fields[2]), start: fields[19]! };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}
