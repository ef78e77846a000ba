import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { attackProgram } from './attack-program.ts';
import type { Prepared } from './libraries.ts';

/** One way to use a library. */
export interface Way {
  readonly says: string;
  prepare(): Prepared | Promise<Prepared>;
  /** Which of its secrets can be read. */
  readonly read: readonly string[];
}

/** What every program sends with its request, as headers: Authorization, Cookie and X-Api-Key. */
export const all = ['authorization', 'cookie', 'key'];

const spawned = spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', '--mount-proc', 'ip', 'link']);
const noNamespaces = spawned.status === 0 ? null : 'no namespaces here, and the client heeds no proxy';

/** Has each of them attacked in one scenario. */
export function expectRead(scenario: string, ways: readonly Way[], mode: 'proxy' | 'transparent' = 'proxy'): void {
  test.for(ways)('$says: $read', { timeout: 120_000 }, async ({ prepare, read }, { skip }) => {
    if (mode === 'transparent' && noNamespaces) return skip(noNamespaces);
    const prepared = await prepare();
    if ('missing' in prepared) return skip(prepared.missing);
    const { secrets, cell } = await attackProgram(prepared, scenario, mode);
    expect(secrets).toEqual(read);
    // What an unpinned request let be read before it is no secret.
    expect(['held', 'read']).toContain(cell);
  });
}
