import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type App, type AppSketch, startApp } from './app-process.ts';
import { appId } from './service.ts';

/** What the app pinned by Livepin says of itself. */
export interface PinState {
  /** Of the bundle in force. */
  readonly epoch: number | null;
  readonly version: number | null;
  readonly root: number;
  /** Fetches since its start that a refused connection led to and that brought newer pins. */
  readonly heals: number;
  /** Why it did not accept what it was sent last, or null. */
  readonly refusal: string | null;
}

export interface LivepinApp extends App {
  /** Stands for the next poll, which real time would bring within the hour. */
  poll(): Promise<PinState>;
  state(): Promise<PinState>;
}

export interface LivepinSketch extends Omit<AppSketch, 'name' | 'script'> {
  /** The folder with what `livepin init` wrote: its trust root and its first bundle. */
  readonly build: string;
  /** The base address of the service, as the app sees it. */
  readonly source: string;
  /** Where the app remembers, across restarts. */
  readonly store: string;
}

export async function startLivepinApp({ build, source, store, ...sketch }: LivepinSketch): Promise<LivepinApp> {
  const file = (name: string) => pathToFileURL(join(build, name)).href;
  const app = await startApp({
    ...sketch,
    name: 'livepin',
    script: 'livepin.ts',
    env: {
      APP: appId,
      ROOT: file('root.json'),
      SEED: file('seed.json'),
      SOURCE: `${source}/v1/apps/${appId}`,
      STORE: store,
    },
  });
  return {
    ...app,
    poll: () => app.ask<PinState>('poll'),
    state: () => app.ask<PinState>('state'),
  };
}
