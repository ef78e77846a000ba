// `npm run soak`: the tests that try random things, with other things than last time, and many more. Quiet; says which seed
// it begins with, what was tried, and ends with "N passed, N failed" as `npm test` does.
// LIVEPIN_SOAK_SEED=… repeats a run; LIVEPIN_ORACLE_PKIS and LIVEPIN_ORACLE_MUTANTS change how much is tried.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

const large = { LIVEPIN_ORACLE_PKIS: '20000', LIVEPIN_ORACLE_MUTANTS: '200000' };
const seed = process.env['LIVEPIN_SOAK_SEED'] ?? String(randomInt(1, 2 ** 31));
console.log(`seed ${seed} (the same again: LIVEPIN_SOAK_SEED=${seed} npm run soak)`);
const { status } = spawnSync(
  'vitest',
  [
    'run',
    '--disableConsoleIntercept',
    'packages/tls/test/oracle',
    'packages/pki/test/read/fuzz',
    ...process.argv.slice(2),
  ],
  {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...large, ...process.env, LIVEPIN_SOAK: '1', LIVEPIN_SOAK_SEED: seed },
  },
);
process.exit(status ?? 1);
