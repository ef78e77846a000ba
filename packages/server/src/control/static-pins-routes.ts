import { LivepinError } from '@livepin/core';
import { Type } from 'typebox';
import { commitAndDeliver, type Engine } from '../publish/engine.ts';
import { formatStaticHosts, parseStaticHosts } from '../publish/static-pins.ts';
import { reference } from '../schemas/reference.ts';
import {
  appVersionPattern,
  type StaticHostJson,
  StaticPinsInputSchema,
  type StaticPinsJson,
  StaticPinsSchema,
} from '../schemas/static-pins-schema.ts';
import { type StoredStaticPins, staticPlatforms } from '../store/store.ts';
import { appParams, type Control, problems } from './control.ts';
import { findApp } from './find-app.ts';

const versionParams = Type.Object({ ...appParams.properties, version: Type.String({ pattern: appVersionPattern }) });

export function staticPinsRoutes(control: Control, engine: Engine): void {
  const { store, now } = engine;

  control.get(
    '/v1/admin/apps/:app/static-pins',
    {
      schema: {
        operationId: 'listStaticPins',
        summary: 'The static pins of released versions, newest first; retired ones too',
        params: appParams,
        response: { 200: Type.Array(reference(StaticPinsSchema)), ...problems },
      },
    },
    async ({ params: { app } }) => {
      await findApp(engine, app);
      return (await store.staticPins(app)).map(describe);
    },
  );

  control.put(
    '/v1/admin/apps/:app/static-pins',
    {
      schema: {
        operationId: 'recordStaticPins',
        summary: 'Tell which static pins a version of the app ships; again, the newest counts',
        params: appParams,
        body: reference(StaticPinsInputSchema),
        response: { 200: reference(StaticPinsSchema), ...problems },
      },
    },
    async ({ params: { app }, body: { appVersion, platform = 'all', hosts: given }, who }) =>
      engine.serially(async () => {
        await findApp(engine, app);
        const hosts = JSON.stringify(formatStaticHosts(parseStaticHosts(given)));
        const known = await store.staticPins(app);
        const before = known.find((one) => one.appVersion === appVersion && one.platform === platform);
        if (before?.hosts === hosts && before.retiredAt === null) return describe(before);
        const pins = { app, appVersion, platform, hosts, recordedAt: now(), who, retiredAt: null };
        const detail = `${appVersion}, ${platform}, ${given.length} ${given.length === 1 ? 'host' : 'hosts'}`;
        await keepAll(engine, [pins], { who, action: 'record-static-pins', detail });
        return describe(pins);
      }),
  );

  control.delete(
    '/v1/admin/apps/:app/static-pins/:version',
    {
      schema: {
        operationId: 'retireStaticPins',
        summary: 'Say that nobody uses a version any more: its static pins stay in the list, and count no more',
        params: versionParams,
        querystring: Type.Object(
          { platform: Type.Optional(Type.Enum([...staticPlatforms])) },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(reference(StaticPinsSchema)), ...problems },
      },
    },
    async ({ params: { app, version }, query: { platform }, who }) =>
      engine.serially(async () => {
        await findApp(engine, app);
        const meant = (await store.staticPins(app)).filter(
          (one) => one.appVersion === version && (platform === undefined || one.platform === platform),
        );
        if (meant.length === 0) throw unknown(app, version, platform);
        const retired = meant.map((one) => ({ ...one, retiredAt: one.retiredAt ?? now() }));
        const detail = `${version}, ${platform ?? 'every platform'}`;
        await keepAll(engine, retired, { who, action: 'retire-static-pins', detail });
        return retired.map(describe);
      }),
  );
}

function unknown(app: string, version: string, platform: string | undefined) {
  const where = platform === undefined ? '' : ` for the platform ${platform}`;
  return new LivepinError('LP_STATIC_PINS_UNKNOWN', `${app} has no static pins of the version ${version}${where}.`);
}

async function keepAll(
  engine: Engine,
  staticPins: readonly StoredStaticPins[],
  { who, action, detail }: { who: string; action: string; detail: string },
): Promise<void> {
  const app = staticPins[0]!.app;
  const committed = await commitAndDeliver(engine, {
    staticPins,
    audit: [{ at: engine.now(), who, action, app, detail }],
  });
  if (committed.kind === 'conflict') throw new LivepinError('LP_APP_UNKNOWN', `The app ${app} was deleted meanwhile.`);
}

function describe({ appVersion, platform, hosts, recordedAt, who, retiredAt }: StoredStaticPins): StaticPinsJson {
  return { appVersion, platform, hosts: JSON.parse(hosts) as StaticHostJson[], recordedAt, who, retiredAt };
}
