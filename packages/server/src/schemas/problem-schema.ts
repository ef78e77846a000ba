import { type Static, Type } from 'typebox';
import { FindingSchema } from './publication-schema.ts';
import { reference } from './reference.ts';

export const ProblemSchema = Type.Object(
  {
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'One sentence for people: what happened, to which app, host or member.' }),
    code: Type.String({ description: 'LP_…, for programs; never changes.' }),
    remedy: Type.String({ description: 'What to do about it.' }),
    findings: Type.Optional(Type.Array(reference(FindingSchema), { description: 'Of a refused publication.' })),
  },
  { $id: 'Problem', description: 'RFC 9457.' },
);
export type ProblemJson = Static<typeof ProblemSchema>;
