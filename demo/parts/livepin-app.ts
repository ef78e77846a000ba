import { writeFile } from 'node:fs/promises';
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
  /** What `buildApp` made. */
  readonly build: string;
  /** The base address of the service, as the app sees it. */
  readonly source: string;
  /** Where the app remembers, across restarts. */
  readonly store: string;
}

/** What is done once, when the app is built: its trust root and its first bundle are put into it. */
export async function buildApp(serviceUrl: string, build: string): Promise<void> {
  for (const [path, name] of [
    ['roots/1', 'root.json'],
    ['bundle', 'seed.json'],
  ] as const) {
    const response = await fetch(`${serviceUrl}/v1/apps/${appId}/${path}`);
    if (!response.ok) throw new Error(`The service has no ${path}: it answers ${response.status}.`);
    await writeFile(join(build, name), await response.bytes());
  }
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
