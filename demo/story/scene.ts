import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../parts/app-process.ts';
import type { LivepinApp, PinState } from '../parts/livepin-app.ts';
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

const [patience, pauseMilliseconds] = [200, 25];

/** The app's state once it is so, or the last one looked at: a request goes on before its heal has been put on record. */
export async function stateOnce(app: LivepinApp, isSo: (state: PinState) => boolean): Promise<PinState> {
  let state = await app.state();
  for (let tries = 0; tries < patience && !isSo(state); tries++) {
    await sleep(pauseMilliseconds);
    state = await app.state();
  }
  return state;
}
