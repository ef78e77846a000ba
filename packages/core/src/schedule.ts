// When a client fetches. All times in seconds; `random` in [0, 1) is passed in, so that tests need no luck.

/** A heal waits this long at most before the connection is judged by what is known. */
export const healWaitSeconds = 5;
/** A stale bundle is refreshed before a connection, waiting at most this long. */
export const staleWaitSeconds = 3;
/** Later heals are spread over this long; what remains of `healWaitSeconds` is for the fetch. */
const healJitterSeconds = 3;
const firstRetrySeconds = 10;
const longestHealPauseSeconds = 300;

/**
 * The pause before the next refresh: somewhat less than `refresh`, spread so that a fleet does not call in step; after
 * failures a back-off that doubles from 10 s, half of it random, and never exceeds `refresh`.
 */
export function refreshPause(refreshSeconds: number, failures: number, random: number): number {
  if (failures === 0) return refreshSeconds * (0.8 + 0.2 * random);
  const backOff = Math.min(refreshSeconds, firstRetrySeconds * 2 ** Math.min(failures - 1, 16));
  return backOff * (0.5 + 0.5 * random);
}

/** What is remembered of heals, across restarts: how many in a row brought nothing new, and when the last one began. */
export interface HealRecord {
  readonly fruitless: number;
  readonly at: number;
}

export const noHeals: HealRecord = { fruitless: 0, at: 0 };

export type HealPlan =
  | { readonly kind: 'fetch'; readonly delaySeconds: number }
  | { readonly kind: 'held-back'; readonly until: number };

/**
 * Whether a mismatch may be answered with a fetch now. The first one at once; later ones with 0 to 3 s of jitter, and
 * only when the pause since the last fruitless one is over: an attacker on every connection must not make a fleet hammer
 * its service. A clock that was set back frees the way.
 */
export function planHeal(record: HealRecord, now: number, random: number): HealPlan {
  if (record.fruitless === 0) return { kind: 'fetch', delaySeconds: 0 };
  const pause = Math.min(longestHealPauseSeconds, firstRetrySeconds * 2 ** Math.min(record.fruitless - 1, 16));
  const until = record.at + pause;
  if (now < until && now >= record.at) return { kind: 'held-back', until };
  return { kind: 'fetch', delaySeconds: healJitterSeconds * random };
}

/** @param news whether the heal brought a newer bundle or trust root */
export function afterHeal(record: HealRecord, now: number, news: boolean): HealRecord {
  return news ? noHeals : { fruitless: record.fruitless + 1, at: now };
}

/**
 * Which places a refresh asks: one at random; all of them at a heal and at every tenth refresh, since a lying mirror must
 * not end the search. `samplePer10000` of the polls ask the service itself (the first place) too, for adoption figures.
 */
export function placesToAsk(
  places: readonly string[],
  reason: 'refresh' | 'heal',
  count: number,
  samplePer10000: number,
  random: () => number,
): string[] {
  if (reason === 'heal' || count % 10 === 9) return [...places];
  const one = places[Math.floor(random() * places.length)];
  const sampled = random() * 10_000 < samplePer10000;
  return [...new Set([one, sampled ? places[0] : undefined])].filter((place) => place !== undefined);
}
