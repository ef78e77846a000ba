import { Type } from 'typebox';
import type { Engine } from '../publish/engine.ts';
import { reference } from '../schemas/reference.ts';
import { AuditSchema, StatusSchema } from '../schemas/service-schema.ts';
import { loadTrust } from '../trust/load-trust.ts';
import { newestRootOf, rootSignersUnder } from '../trust/trust.ts';
import { describeApp } from './app-routes.ts';
import { type Control, problems } from './control.ts';
import { describePinKeys } from './trust-routes.ts';
import { warningsOf } from './warnings.ts';

const limitText = Type.String({ pattern: '^[1-9][0-9]{0,2}$', description: 'Up to 999; default 100.' });

export function statusRoutes(control: Control, engine: Engine): void {
  const { store, keys, crypto, now } = engine;
  const startedAt = now();

  control.get(
    '/v1/admin/status',
    {
      schema: {
        operationId: 'getStatus',
        summary: 'The service, its trust root, keys and apps in one',
        response: { 200: reference(StatusSchema), ...problems },
      },
    },
    async () => {
      const trust = await loadTrust(store, keys, crypto);
      const newest = newestRootOf(trust);
      const rootSigners = newest ? rootSignersUnder(newest, trust.rootKeys) : [];
      return {
        now: now(),
        startedAt,
        chain: newest?.chain ?? null,
        epoch: newest?.epoch ?? null,
        root: newest?.version ?? null,
        rootExp: newest?.exp ?? null,
        rootKeysHeld: newest !== null && rootSigners.length >= newest.roles.root.threshold,
        warnings: warningsOf(trust, await store.current(), now()),
        pinKeys: describePinKeys(engine, trust.roots),
        apps: await Promise.all((await store.apps()).map((app) => describeApp(engine, app))),
      };
    },
  );

  control.get(
    '/v1/admin/audit',
    {
      schema: {
        operationId: 'listAudit',
        summary: 'Who changed what and when, newest first',
        querystring: Type.Object({ limit: Type.Optional(limitText) }, { additionalProperties: false }),
        response: { 200: Type.Array(reference(AuditSchema)), ...problems },
      },
    },
    async ({ query }) => (await store.audit(Number(query.limit ?? 100))).map((entry) => ({ ...entry })),
  );
}
