import type { TSchema } from 'typebox';
import { DomainInputSchema, DomainSchema, DraftInputSchema, DraftSchema, HostInputSchema } from './draft-schema.ts';
import { ProblemSchema } from './problem-schema.ts';
import {
  DifferenceSchema,
  FindingSchema,
  HostDifferenceSchema,
  MemberDifferenceSchema,
  PublishedSchema,
  PublishInputSchema,
  RevokeInputSchema,
  RollForwardInputSchema,
  VersionDetailsSchema,
  VersionSchema,
} from './publication-schema.ts';
import {
  AppInputSchema,
  AppSchema,
  AuditSchema,
  PinKeySchema,
  RootInputSchema,
  RootSchema,
  RotateInputSchema,
  StandingSchema,
  StatusSchema,
} from './service-schema.ts';
import { StaticHostSchema, StaticPinsInputSchema, StaticPinsSchema } from './static-pins-schema.ts';

/** Those that have a name, in the order in which they need each other. */
export const allSchemas: readonly TSchema[] = [
  FindingSchema,
  ProblemSchema,
  DomainSchema,
  DomainInputSchema,
  HostInputSchema,
  DraftSchema,
  DraftInputSchema,
  PublishedSchema,
  VersionSchema,
  VersionDetailsSchema,
  MemberDifferenceSchema,
  HostDifferenceSchema,
  DifferenceSchema,
  PublishInputSchema,
  RollForwardInputSchema,
  RevokeInputSchema,
  StandingSchema,
  AppInputSchema,
  AppSchema,
  PinKeySchema,
  RootSchema,
  RootInputSchema,
  RotateInputSchema,
  StatusSchema,
  AuditSchema,
  StaticHostSchema,
  StaticPinsInputSchema,
  StaticPinsSchema,
];
