import { LivepinError } from '@livepin/core';
import { Type } from 'typebox';
import { emptyDraft, formatDraft, parseDraft, parseStoredDraft } from '../publish/draft.ts';
import { type Engine, keep } from '../publish/engine.ts';
import { saysTheSame } from '../publish/judge-change.ts';
import { bundleLifetimeSeconds } from '../publish/next-order.ts';
import { reference } from '../schemas/reference.ts';
import { AppInputSchema, type AppJson, AppSchema } from '../schemas/service-schema.ts';
import type { StoredApp } from '../store/store.ts';
import { appParams, type Control, problems } from './control.ts';
import { findApp } from './find-app.ts';

export function appRoutes(control: Control, engine: Engine): void {
  const { store, delivery, now } = engine;

  control.post(
    '/v1/admin/apps',
    {
      schema: {
        operationId: 'createApp',
        summary: 'Make an app known, with an empty draft',
        body: reference(AppInputSchema),
        response: { 201: reference(AppSchema), ...problems },
      },
    },
    async ({ body, who }, reply) => {
      const { app, name = app } = body;
      const stored = { id: app, name, createdAt: now(), draft: JSON.stringify(formatDraft(parseDraft(emptyDraft))) };
      const audit = { at: now(), who, action: 'create-app', app, detail: name };
      if ((await keep(engine, () => store.createApp(stored, audit))) === 'exists') {
        throw new LivepinError('LP_APP_EXISTS', `The app ${app} exists already.`);
      }
      delivery.addApp(app);
      return reply.code(201).send(await describeApp(engine, stored));
    },
  );

  control.get(
    '/v1/admin/apps',
    {
      schema: {
        operationId: 'listApps',
        summary: 'All apps, and what is published for each',
        response: { 200: Type.Array(reference(AppSchema)), ...problems },
      },
    },
    async () => Promise.all((await store.apps()).map((app) => describeApp(engine, app))),
  );

  control.get(
    '/v1/admin/apps/:app',
    {
      schema: {
        operationId: 'getApp',
        summary: 'One app, and what is published for it',
        params: appParams,
        response: { 200: reference(AppSchema), ...problems },
      },
    },
    async ({ params }) => describeApp(engine, await findApp(engine, params.app)),
  );

  control.delete(
    '/v1/admin/apps/:app',
    {
      schema: {
        operationId: 'deleteApp',
        summary: 'Delete an app for which nothing was ever published',
        params: appParams,
        response: { 204: Type.Null(), ...problems },
      },
    },
    async ({ params: { app }, who }, reply) => {
      await findApp(engine, app);
      const audit = { at: now(), who, action: 'delete-app', app, detail: '' };
      const outcome = await keep(engine, () => store.deleteApp(app, audit));
      // Versions of another app of this id would begin anew, and installed apps would refuse them as old.
      if (outcome === 'published') throw new LivepinError('LP_APP_PUBLISHED', `${app} has been published.`);
      delivery.removeApp(app);
      return reply.code(204).send(null);
    },
  );
}

export async function describeApp({ store, delivery }: Engine, stored: StoredApp): Promise<AppJson> {
  const { id: app, name, createdAt } = stored;
  const current = await store.currentOf(app);
  const published = current ? parseStoredDraft(current.draft).content : null;
  const draft = parseStoredDraft(stored.draft).content;
  const unretired = (await store.staticPins(app)).filter(({ retiredAt }) => retiredAt === null);
  return {
    app,
    name,
    createdAt,
    published: current && {
      epoch: current.epoch,
      version: current.version,
      root: current.root,
      iat: current.iat,
      exp: current.exp,
      hosts: published?.domains.length ?? 0,
      signedAnewAt: current.iat + bundleLifetimeSeconds / 2,
    },
    hasUnpublishedChanges: published === null ? draft.domains.length > 0 : !saysTheSame(draft, published),
    staticVersions: new Set(unretired.map(({ appVersion }) => appVersion)).size,
    adoption: delivery.adoption(app).map(({ etag, polls }) => ({ etag, polls })),
  };
}
