import { type Static, Type } from 'typebox';
import { reference } from './reference.ts';

// What people edit. Form only: what the values may be, core's `parseContent` says, as it does for clients.

const closed = { additionalProperties: false } as const;

const probeMember = Type.Unsafe<'none' | { readonly port?: number; readonly connect?: string; readonly ca?: string }>({
  description:
    'How the service asks the live host before publishing; never part of a bundle. "none": it cannot be asked from here.',
  anyOf: [
    { type: 'string', enum: ['none'] },
    {
      type: 'object',
      properties: {
        port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'Default 443.' },
        connect: { type: 'string', description: 'ADDRESS:PORT to connect to instead of the host itself.' },
        ca: { type: 'string', description: "PEM certificates that take the place of the machine's trust anchors." },
      },
      ...closed,
    },
  ],
});

const domainMembers = {
  host: Type.String({ description: 'A host name or IP address; upper case and a trailing dot are mended.' }),
  subdomains: Type.Boolean({ description: 'Whether the set holds for every name below the host too.' }),
  mode: Type.Enum(['enforce', 'report'], { description: 'A mismatch ends the connection, or is only reported.' }),
  stale: Type.Enum(['hold', 'refuse'], { description: 'What holds once the bundle has expired.' }),
  pins: Type.Array(Type.String(), { description: 'Base64 of the SHA-256 of a SubjectPublicKeyInfo; 1 to 64.' }),
  probe: Type.Optional(probeMember),
};

const domainDefaults = {
  subdomains: Type.Optional(domainMembers.subdomains),
  mode: Type.Optional(domainMembers.mode),
  stale: Type.Optional(domainMembers.stale),
};

export const DomainSchema = Type.Object(domainMembers, { $id: 'Domain', ...closed });
export const DomainInputSchema = Type.Object(
  { ...domainMembers, ...domainDefaults },
  { $id: 'DomainInput', description: 'By default: subdomains false, mode enforce, stale hold.', ...closed },
);
const { host: _host, ...hostMembers } = domainMembers;
export const HostInputSchema = Type.Object(
  { ...hostMembers, ...domainDefaults },
  { $id: 'HostInput', description: 'By default: subdomains false, mode enforce, stale hold.', ...closed },
);

const contentMembers = {
  refresh: Type.Integer({ description: 'Seconds between two refreshes, 60 to 604,800.' }),
  unlisted: Type.Enum(['allow', 'refuse'], { description: 'Whether hosts without a pin set may be reached.' }),
  revoked: Type.Array(Type.String(), { description: 'Pins of keys that are accepted nowhere any more.' }),
  reportTo: Type.Array(Type.String(), { description: 'https URLs that take reports.' }),
  sources: Type.Array(Type.String(), { description: 'https URLs: further places to fetch bundles from.' }),
  samplePer10000: Type.Integer({ description: 'The share of apps that also call the service itself.' }),
};

const revision = (description: string) => Type.Optional(Type.String({ maxLength: 64, description }));

export const DraftSchema = Type.Object(
  {
    ...contentMembers,
    domains: Type.Array(reference(DomainSchema)),
    revision: revision('Names what the draft says now; of a version: absent.'),
  },
  { $id: 'Draft', ...closed },
);
export const DraftInputSchema = Type.Object(
  {
    refresh: Type.Optional(contentMembers.refresh),
    unlisted: Type.Optional(contentMembers.unlisted),
    domains: Type.Array(reference(DomainInputSchema)),
    revoked: Type.Optional(contentMembers.revoked),
    reportTo: Type.Optional(contentMembers.reportTo),
    sources: Type.Optional(contentMembers.sources),
    samplePer10000: Type.Optional(contentMembers.samplePer10000),
    revision: revision('Of the draft that was read: refused where it was changed since. Absent: whatever is there.'),
  },
  {
    $id: 'DraftInput',
    description: 'By default: refresh 3600, unlisted allow, samplePer10000 0, no revoked, reportTo and sources.',
    ...closed,
  },
);

export type DomainJson = Static<typeof DomainSchema>;
export type DomainInput = Static<typeof DomainInputSchema>;
export type DraftJson = Static<typeof DraftSchema>;
export type DraftInput = Static<typeof DraftInputSchema>;
export type ProbeJson = Static<typeof probeMember>;
