import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import { Type } from 'typebox';
import { ProblemSchema } from '../schemas/problem-schema.ts';
import { reference } from '../schemas/reference.ts';
import { AppIdSchema } from '../schemas/service-schema.ts';

/** A Fastify whose handlers are typed by the schemas of their routes. */
export type Control = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module 'fastify' {
  interface FastifyRequest {
    /** The id of the token that the call came with. */
    who: string;
  }
}

/** What every route of the admin API answers when it refuses. */
export const problems = { '4xx': reference(ProblemSchema), '5xx': reference(ProblemSchema) } as const;

export const appParams = Type.Object({ app: AppIdSchema });
