import { encodeUtf8, type TrustRoot } from '@livepin/core';
import { Type } from 'typebox';
import { commitAndDeliver, type Engine } from '../publish/engine.ts';
import { addRoot, rotatePinKey } from '../rotation/add-root.ts';
import { reference } from '../schemas/reference.ts';
import {
  type PinKeyJson,
  PinKeySchema,
  RootInputSchema,
  type RootJson,
  RootSchema,
  RotateInputSchema,
} from '../schemas/service-schema.ts';
import { loadRoots } from '../trust/load-trust.ts';
import { type Control, problems } from './control.ts';

export function trustRoutes(control: Control, engine: Engine): void {
  control.get(
    '/v1/admin/pin-keys',
    {
      schema: {
        operationId: 'listPinKeys',
        summary: 'The keys that the service holds to sign bundles with',
        response: { 200: Type.Array(reference(PinKeySchema)), ...problems },
      },
    },
    async () => describePinKeys(engine, await loadRoots(engine.store, engine.crypto)),
  );

  control.post(
    '/v1/admin/pin-keys',
    {
      schema: {
        operationId: 'makePinKey',
        summary: 'Make a pin key; it counts once a trust root lists it',
        response: { 201: reference(PinKeySchema), ...problems },
      },
    },
    async ({ who }, reply) => {
      const { kid } = engine.keys.add('pin');
      const audit = [{ at: engine.now(), who, action: 'make-pin-key', app: null, detail: kid }];
      await commitAndDeliver(engine, { audit });
      const keys = describePinKeys(engine, await loadRoots(engine.store, engine.crypto));
      return reply.code(201).send(keys.find((key) => key.kid === kid)!);
    },
  );

  control.post(
    '/v1/admin/pin-keys/rotate',
    {
      schema: {
        operationId: 'rotatePinKey',
        summary: 'Sign with another pin key from now on; with development root keys only',
        body: reference(RotateInputSchema),
        response: { 200: reference(RootSchema), ...problems },
      },
    },
    async ({ body, who }) => describeRoot(engine, await rotatePinKey(engine, body.stolen ?? false, who)),
  );

  control.get(
    '/v1/admin/roots',
    {
      schema: {
        operationId: 'listRoots',
        summary: 'The chain of trust roots, version 1 first',
        response: { 200: Type.Array(reference(RootSchema)), ...problems },
      },
    },
    async () => {
      const roots = await loadRoots(engine.store, engine.crypto);
      return Promise.all(roots.map((root) => describeRoot(engine, root)));
    },
  );

  control.post(
    '/v1/admin/roots',
    {
      schema: {
        operationId: 'addRoot',
        summary: 'Put a trust root in force that was made offline, and sign every bundle anew under it',
        body: reference(RootInputSchema),
        response: { 200: reference(RootSchema), ...problems },
      },
    },
    async ({ body: { document }, who }) => {
      const text = typeof document === 'string' ? document : JSON.stringify(document);
      return describeRoot(engine, await addRoot(engine, encodeUtf8(text), who));
    },
  );
}

export function describePinKeys({ keys }: Engine, roots: readonly TrustRoot[]): PinKeyJson[] {
  const inForce = roots.at(-1)?.roles.pins.kids;
  const ever = new Set(roots.flatMap(({ roles }) => [...roles.pins.kids]));
  return keys.read('pin').map(({ key: { kid, alg, jwk }, madeAt }) => {
    const state = inForce?.has(kid) ? 'in-force' : ever.has(kid) ? 'retired' : 'waiting';
    return { kid, alg, jwk: { ...jwk }, state, madeAt };
  });
}

async function describeRoot({ store }: Engine, root: TrustRoot): Promise<RootJson> {
  const { version, epoch, chain, iat, exp, roles, jws } = root;
  const stored = (await store.roots()).find((one) => one.version === version);
  const role = ({ kids, threshold }: TrustRoot['roles']['root']) => ({ kids: [...kids], threshold });
  const document = JSON.parse(new TextDecoder().decode(jws.bytes)) as Record<string, unknown>;
  return {
    version,
    epoch,
    chain,
    iat,
    exp,
    addedAt: stored?.addedAt ?? iat,
    rootKeys: role(roles.root),
    pinKeys: role(roles.pins),
    document,
  };
}
