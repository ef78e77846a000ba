import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { findSocket, unmapped } from './socket-table.ts';

/**
 * Whether a connection of this machine to itself was opened by another user of it, who is not root. Linux says so.
 * @returns the other user; null where it is nobody else, or where nothing says who it is: what may be the app's is looked at
 */
export function strangerOf({ remoteAddress, remotePort }: Socket): number | null {
  if (remoteAddress === undefined || remotePort === undefined) return null;
  const user = findSocket(readTable, { address: unmapped(remoteAddress), port: remotePort })?.user ?? null;
  return user === null || user === 0 || user === process.getuid?.() ? null : user;
}

function readTable(name: string): string {
  try {
    return readFileSync(`/proc/self/net/${name}`, 'latin1');
  } catch (error) {
    // Another system than Linux, or one that keeps this to itself.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM') return '';
    throw error;
  }
}
