import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { interests } from '@livepin/formats/interest';
import { inRounds, type Measure } from './measure.ts';
import { makeProjectTree } from './parts/project-tree.ts';

const main = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));
const fileCount = 20_000;

/** `livepin lint --offline` of a project of 20,000 files, beside ripgrep's list of them and its search for the same words. */
export async function lintRow(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'livepin-bench-'));
  try {
    const tree = join(folder, 'tree');
    const endings = makeProjectTree(tree, fileCount);
    const wanted = interests.filter((interest) => interest.endings.some((ending) => endings.includes(ending)));
    const words = [...new Set(wanted.flatMap(({ marks }) => marks))];
    const search = [
      '-l',
      '-F',
      ...words.flatMap((word) => ['-e', word]),
      ...endings.flatMap((one) => ['-g', `*.${one}`]),
    ];
    const reference = async () => milliseconds('rg', ['--files', tree]) + milliseconds('rg', [...search, tree]);
    // Compiled code of the entry too is kept, which Node cannot do by itself for one in TypeScript: what is published is
    // JavaScript, and has nothing of the kind to do.
    const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'cache') };
    const candidate = async () =>
      milliseconds(process.execPath, [main, 'lint', '--offline', '--fail-on', 'never', tree], env);
    await inRounds(reference, candidate, 2);
    return [
      {
        name: `lint of ${fileCount.toLocaleString('en-US')} files`,
        reference: `ripgrep: the list of all, and the search of the same kinds for the same ${words.length} words`,
        unit: 'milliseconds',
        goal: { atMost: 2 },
        rounds: await inRounds(reference, candidate, 9),
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of a whole process, from its start to its end. */
function milliseconds(program: string, arguments_: readonly string[], env = process.env): number {
  const start = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync(program, arguments_, { env, maxBuffer: 64 * 1024 * 1024 });
  const end = process.hrtime.bigint();
  if (status !== 0) throw new Error(`${program} has failed: ${error?.message ?? stderr}`);
  return Number(end - start) / 1e6;
}
