import type { Outcome } from '../parts/app-process.ts';
import type { Narrator } from '../parts/narrate.ts';
import type { World } from '../parts/world.ts';

/** One chapter of the story: makes things happen in the world, and claims what then is so. */
export type Scene = (world: World, narrator: Narrator) => Promise<void>;

export function isAnswered(outcome: Outcome): boolean {
  return 'status' in outcome && outcome.status === 200;
}

/** Whether the app itself broke the connection off, for that reason. */
export function isRefused(outcome: Outcome, code: string): boolean {
  return 'refused' in outcome && outcome.code === code;
}
