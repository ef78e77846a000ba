import { type Static, Type } from 'typebox';
import { publicationKinds } from '../store/store.ts';
import { DraftSchema } from './draft-schema.ts';
import { reference } from './reference.ts';

export const FindingSchema = Type.Object(
  {
    code: Type.String({ description: 'LP_PUBLISH_…' }),
    host: Type.Optional(Type.String()),
    sentence: Type.String(),
    remedy: Type.String(),
    refuses: Type.Boolean({ description: 'Whether it stands in the way until it is allowed.' }),
    canAllow: Type.Boolean({ description: 'Whether it may be allowed by its code.' }),
  },
  { $id: 'Finding' },
);
export type FindingJson = Static<typeof FindingSchema>;

const seconds = (description: string) => Type.Integer({ description: `${description} Seconds since 1970.` });

const order = {
  epoch: Type.Integer(),
  version: Type.Integer(),
  iat: seconds('When it was signed.'),
  exp: seconds('When it expires, unless it is signed anew.'),
};

export const PublishedSchema = Type.Object(
  {
    ...order,
    overrides: Type.Array(Type.String(), { description: 'The codes that stood in the way and were allowed.' }),
    findings: Type.Array(reference(FindingSchema)),
  },
  { $id: 'Published' },
);

const historyMembers = {
  ...order,
  root: Type.Integer({ description: 'The oldest trust root that a client needs to judge it.' }),
  kind: Type.Enum([...publicationKinds]),
  who: Type.String({ description: 'The id of the token; "service" for what the service did by itself.' }),
  at: seconds('When it was published.'),
  note: Type.Union([Type.String(), Type.Null()]),
  overrides: Type.Array(Type.String()),
};

export const VersionSchema = Type.Object(historyMembers, { $id: 'Version' });
export const VersionDetailsSchema = Type.Object(
  { ...historyMembers, findings: Type.Array(reference(FindingSchema)), content: reference(DraftSchema) },
  { $id: 'VersionDetails' },
);

const MemberDifference = Type.Object(
  {
    member: Type.String(),
    from: Type.Union([Type.String(), Type.Null()], { description: 'JSON text.' }),
    to: Type.Union([Type.String(), Type.Null()], { description: 'JSON text.' }),
  },
  { $id: 'MemberDifference' },
);
export const MemberDifferenceSchema = MemberDifference;
export const HostDifferenceSchema = Type.Object(
  {
    host: Type.String(),
    change: Type.Enum(['added', 'removed', 'changed']),
    pinsAdded: Type.Array(Type.String()),
    pinsRemoved: Type.Array(Type.String()),
    members: Type.Array(reference(MemberDifference)),
  },
  { $id: 'HostDifference' },
);
export const DifferenceSchema = Type.Object(
  { hosts: Type.Array(reference(HostDifferenceSchema)), members: Type.Array(reference(MemberDifference)) },
  { $id: 'Difference' },
);

const words = {
  allow: Type.Optional(
    Type.Array(Type.String({ pattern: '^LP_PUBLISH_' }), {
      maxItems: 32,
      description: 'Codes of findings that may not stand in the way. Recorded in the history where they did.',
    }),
  ),
  note: Type.Optional(Type.String({ maxLength: 1_000, description: 'For the history.' })),
  // Bounded, so that a slip of the hand leaves room: apps never go back, and versions end at 2^53 - 1.
  above: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 1_000_000_000,
      description: 'Gives it a version above this one: after a restore, the highest that apps may hold.',
    }),
  ),
};
const closed = { additionalProperties: false } as const;
export const PublishInputSchema = Type.Object(words, { $id: 'PublishInput', ...closed });
export const RollForwardInputSchema = Type.Object(
  { version: Type.Integer({ minimum: 1 }), ...words },
  { $id: 'RollForwardInput', ...closed },
);
export const RevokeInputSchema = Type.Object({ pin: Type.String(), ...words }, { $id: 'RevokeInput', ...closed });
export type PublishInput = Static<typeof PublishInputSchema>;
