import { readdirSync, readFileSync } from 'node:fs';

// Linux counts in hundredths of a second for programs, whatever its own clock does (USER_HZ).
const ticksPerSecond = 100;

/**
 * Processor time that a process and its children have used so far, in seconds. Beside requests per second it tells what
 * a server costs even while other programs take turns on its core.
 * @returns null where the system has no /proc
 */
export function processorSecondsOf(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()!.split(' ');
    const own = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return children.reduce((sum, child) => sum + (processorSecondsOf(child) ?? 0), own);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
