import { LivepinError } from '@livepin/core';
import type { Engine } from '../publish/engine.ts';
import type { StoredApp, StoredPublication } from '../store/store.ts';

/** @throws {LivepinError} LP_APP_UNKNOWN */
export async function findApp({ store }: Engine, app: string): Promise<StoredApp> {
  const found = await store.app(app);
  if (found) return found;
  throw new LivepinError('LP_APP_UNKNOWN', `This service has no app ${JSON.stringify(app)}.`);
}

/** @throws {LivepinError} LP_APP_UNKNOWN, LP_NOTHING_PUBLISHED */
export async function findPublished(engine: Engine, app: string): Promise<StoredPublication> {
  await findApp(engine, app);
  const found = await engine.store.currentOf(app);
  if (found) return found;
  throw new LivepinError('LP_NOTHING_PUBLISHED', `Nothing has been published for ${app} yet.`);
}

/** @throws {LivepinError} LP_APP_UNKNOWN, LP_VERSION_UNKNOWN */
export async function findVersion(engine: Engine, app: string, version: number): Promise<StoredPublication> {
  await findApp(engine, app);
  const found = await engine.store.publication(app, version);
  if (found) return found;
  throw new LivepinError('LP_VERSION_UNKNOWN', `${app} has no version ${version}.`);
}
