import { appForm } from '@livepin/core';
import { type Static, Type } from 'typebox';
import { reference } from './reference.ts';
import { appVersionPattern } from './static-pins-schema.ts';

const closed = { additionalProperties: false } as const;
const nullable = <T extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** What a pattern means, for who reads a complaint. */
export const meaningOfPattern: Readonly<Record<string, string>> = {
  [appForm.source]:
    'the id of an app: 1 to 128 letters, digits, dots, hyphens and underscores, a letter or digit first and last',
  [appVersionPattern]: 'the version of an app: 1 to 100 letters, digits, signs and blanks within',
};

export const AppIdSchema = Type.String({ pattern: appForm.source, description: 'As in com.example.bank.' });

export const AppInputSchema = Type.Object(
  { app: AppIdSchema, name: Type.Optional(Type.String({ maxLength: 200 })) },
  { $id: 'AppInput', ...closed },
);

export const StandingSchema = Type.Object(
  {
    epoch: Type.Integer(),
    version: Type.Integer(),
    root: Type.Integer(),
    iat: Type.Integer(),
    exp: Type.Integer(),
    hosts: Type.Integer(),
    signedAnewAt: Type.Integer({ description: 'When it is due to be signed anew.' }),
  },
  { $id: 'Standing' },
);

export const AppSchema = Type.Object(
  {
    app: Type.String(),
    name: Type.String(),
    createdAt: Type.Integer(),
    published: Type.Union([reference(StandingSchema), Type.Null()]),
    hasUnpublishedChanges: Type.Boolean(),
    staticVersions: Type.Integer({ description: 'Released versions with static pins that are not retired.' }),
    adoption: Type.Array(Type.Object({ etag: nullable(Type.String()), polls: Type.Integer() }), {
      description: 'Polls since the start, by the bundle that the asker held; null: none.',
    }),
  },
  { $id: 'App' },
);

const Jwk = Type.Record(Type.String(), Type.String());

export const PinKeySchema = Type.Object(
  {
    kid: Type.String(),
    alg: Type.Enum(['ES256', 'Ed25519']),
    jwk: Jwk,
    state: Type.Enum(['in-force', 'waiting', 'retired'], {
      description: 'Listed by the newest trust root; by none yet; by an earlier one.',
    }),
    madeAt: Type.Integer(),
  },
  { $id: 'PinKey' },
);

const Role = Type.Object({ kids: Type.Array(Type.String()), threshold: Type.Integer() });

export const RootSchema = Type.Object(
  {
    version: Type.Integer(),
    epoch: Type.Integer(),
    chain: Type.String(),
    iat: Type.Integer(),
    exp: Type.Integer(),
    addedAt: Type.Integer(),
    rootKeys: Role,
    pinKeys: Role,
    document: Type.Record(Type.String(), Type.Unknown(), { description: 'As delivered to apps.' }),
  },
  { $id: 'Root' },
);

export const RootInputSchema = Type.Object(
  {
    document: Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown())], {
      description: 'A signed trust root: the JSON document, or its text.',
    }),
  },
  { $id: 'RootInput', ...closed },
);

export const RotateInputSchema = Type.Object(
  { stolen: Type.Optional(Type.Boolean({ description: 'Raises the epoch. Default false.' })) },
  { $id: 'RotateInput', ...closed },
);

export const StatusSchema = Type.Object(
  {
    now: Type.Integer({ description: "The service's clock." }),
    startedAt: Type.Integer(),
    chain: nullable(Type.String()),
    epoch: nullable(Type.Integer()),
    root: nullable(Type.Integer()),
    rootExp: nullable(Type.Integer()),
    rootKeysHeld: Type.Boolean({
      description: 'Whether the service can sign trust roots by itself: for development only.',
    }),
    warnings: Type.Array(Type.String()),
    pinKeys: Type.Array(reference(PinKeySchema)),
    apps: Type.Array(reference(AppSchema)),
  },
  { $id: 'Status' },
);

export const AuditSchema = Type.Object(
  {
    at: Type.Integer(),
    who: Type.String(),
    action: Type.String(),
    app: nullable(Type.String()),
    detail: Type.String(),
  },
  { $id: 'Audit' },
);

export type AppJson = Static<typeof AppSchema>;
export type PinKeyJson = Static<typeof PinKeySchema>;
export type RootJson = Static<typeof RootSchema>;
export type StatusJson = Static<typeof StatusSchema>;
