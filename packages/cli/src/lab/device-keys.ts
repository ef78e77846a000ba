import type { Endpoint, HostStatus, Move } from '@livepin/lab';

/** What a key asks for. */
export type Key =
  | { readonly kind: 'move'; readonly move: Move }
  | { readonly kind: 'choose'; readonly step: 1 | -1 }
  | { readonly kind: 'end' };

const moves: Readonly<Record<string, Move>> = { n: 'next', p: 'previous', g: 'genuine', r: 'restart' };
const up = '\u001b[A';
const down = '\u001b[B';
// In raw mode Ctrl-C is a character like others.
const controlC = '\u0003';

export const keyHelp = 'n next  p previous  g let through  r again  ↑ ↓ choose a host  q report and end';

/** What a terminal sent; several keys may come at once. */
export function keysOf(text: string): Key[] {
  const keys = text.match(/\u001b\[[A-D]|[^\u001b]/g) ?? [];
  return keys.flatMap((key): Key | [] => {
    if (key === up) return { kind: 'choose', step: -1 };
    if (key === down) return { kind: 'choose', step: 1 };
    if (key === 'q' || key === controlC) return { kind: 'end' };
    const move = moves[key];
    return move ? { kind: 'move', move } : [];
  });
}

/** The host that is chosen after a step, in a ring: null stands for all, before the first. */
export function chosenAfter(chosen: Endpoint | null, step: 1 | -1, hosts: readonly HostStatus[]): Endpoint | null {
  const all = [null, ...hosts.map(({ endpoint }) => endpoint)];
  const at = chosen === null ? 0 : all.findIndex((one) => one?.host === chosen.host && one.port === chosen.port);
  return all[(Math.max(at, 0) + step + all.length) % all.length] ?? null;
}

/** Hands out keys until it is disposed of. Nothing where standard input is no terminal. */
export function readKeys(onKey: (key: Key) => void): Disposable {
  const { stdin } = process;
  if (!stdin.isTTY) return { [Symbol.dispose]: () => {} };
  const read = (bytes: Buffer) => {
    for (const key of keysOf(bytes.toString('latin1'))) onKey(key);
  };
  stdin.setRawMode(true).on('data', read).resume();
  return {
    [Symbol.dispose]() {
      stdin.off('data', read).setRawMode(false).pause();
    },
  };
}
