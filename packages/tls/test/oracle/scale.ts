/** How much is tried, and from which seed on. `npm run soak` sets larger numbers and another seed in each run. */
export const firstSeed = numberFrom('LIVEPIN_SOAK_SEED', 1);
export const pkiCount = numberFrom('LIVEPIN_ORACLE_PKIS', 1_000);
export const mutantCount = numberFrom('LIVEPIN_ORACLE_MUTANTS', 6_000);

/** What to run to see a failure again. */
export function repeatWith(seed: number): string {
  return `LIVEPIN_SOAK_SEED=${seed} LIVEPIN_ORACLE_PKIS=1 npx vitest run packages/tls/test/oracle`;
}

function numberFrom(name: string, otherwise: number): number {
  const text = process.env[name];
  if (text === undefined) return otherwise;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${name} must be a whole number from 1 on.`);
  return number;
}
