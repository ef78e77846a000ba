import { type Static, Type } from 'typebox';
import { staticPlatforms } from '../store/store.ts';
import { reference } from './reference.ts';

const closed = { additionalProperties: false } as const;

/** Printable ASCII, no blank at its ends: "2.1.0 (345)". */
export const appVersionPattern = '^[!-~]([ -~]{0,98}[!-~])?$';
const AppVersion = Type.String({ pattern: appVersionPattern, description: 'As people know it: "2.1.0".' });
const Platform = Type.Enum([...staticPlatforms], { description: 'Where these configs hold.' });

export const StaticHostSchema = Type.Object(
  {
    host: Type.String(),
    subdomains: Type.Boolean({ description: 'Whether names below the host are held to these pins too.' }),
    pins: Type.Array(Type.String(), { minItems: 1, maxItems: 64 }),
    expires: Type.Union([Type.Integer(), Type.Null()], {
      description: 'When the platform stops asking for them, in seconds since 1970; null: never.',
    }),
  },
  { $id: 'StaticHost', ...closed },
);

const hosts = Type.Array(reference(StaticHostSchema), {
  minItems: 1,
  maxItems: 1_000,
  description: 'One for each place: where a host stands twice, a connection must pass both.',
});

export const StaticPinsInputSchema = Type.Object(
  { appVersion: AppVersion, platform: Type.Optional(Platform), hosts },
  { $id: 'StaticPinsInput', description: 'By default: platform all.', ...closed },
);

export const StaticPinsSchema = Type.Object(
  {
    appVersion: Type.String(),
    platform: Platform,
    hosts,
    recordedAt: Type.Integer({ description: 'Seconds since 1970.' }),
    who: Type.String({ description: 'The id of the token.' }),
    retiredAt: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Since when the version is no longer used, in seconds since 1970; null: it may be.',
    }),
  },
  { $id: 'StaticPins' },
);

export type StaticHostJson = Static<typeof StaticHostSchema>;
export type StaticPinsJson = Static<typeof StaticPinsSchema>;
