import { createHash } from 'node:crypto';
import {
  type BundleContent,
  type Host,
  type JsonObject,
  LivepinError,
  maxDepth,
  normalizeHost,
  type PinSet,
  parseContent,
  parseJson,
} from '@livepin/core';
import { anchorsFromPem } from '@livepin/tls';
import { type Endpoint, formatEndpoint, parseEndpoint } from '@livepin/tls/probe';
import type { DomainInput, DomainJson, DraftInput, DraftJson, ProbeJson } from '../schemas/draft-schema.ts';

/** How the live host is asked before publishing. Stays with the service: nothing of it enters a bundle. */
export type ProbeSettings =
  | 'none'
  | { readonly port: number; readonly connect: Endpoint | null; readonly ca: string | null };

/** What people edit: the content of the next bundle, and how its hosts are asked. */
export interface Draft {
  readonly content: BundleContent;
  /** One for each host of the content. */
  readonly probes: ReadonlyMap<Host, ProbeSettings>;
}

export const emptyDraft: DraftInput = { domains: [] };

/**
 * Reads a draft by the rules that clients read bundles by, so that nothing can be drafted that they refuse. Hosts are
 * brought into their one spelling first: that is for people, not for signed documents.
 * @throws {LivepinError} a code of core's parsers, naming the member; LP_ENDPOINT_MALFORMED, LP_ANCHORS_UNREADABLE
 */
export function parseDraft(input: DraftInput): Draft {
  const domains = input.domains.map((domain, index) => ({
    ...domain,
    host: normalizeHost(domain.host, `domains[${index}].host`),
  }));
  const content = parseContent(
    jsonObjectOf({
      refresh: 3_600,
      unlisted: 'allow',
      ...input,
      domains: domains.map(({ probe: _probe, ...pinSet }) => withDefaults(pinSet)),
    }),
  );
  return {
    content,
    probes: new Map(domains.map(({ host, probe }, index) => [host, parseProbe(probe, `domains[${index}].probe`)])),
  };
}

/** Reads a draft again that the store has as JSON. */
export function parseStoredDraft(text: string): Draft {
  return parseDraft(JSON.parse(text) as DraftInput);
}

/** Names what a draft says, so that whoever replaces it as a whole can say what they read. @param text as it is stored */
export function revisionOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

export function formatDraft({ content, probes }: Draft): DraftJson {
  const domains = content.domains.map((pinSet): DomainJson => {
    const probe = formatProbe(probes.get(pinSet.host));
    return { ...formatPinSet(pinSet), ...(probe === undefined ? {} : { probe }) };
  });
  return { ...formatContent(content), domains };
}

/** The members of a bundle's payload that people edit, in the order of the specification. */
export function formatContent({
  refresh,
  unlisted,
  domains,
  revoked,
  reportTo,
  sources,
  samplePer10000,
}: BundleContent) {
  return {
    refresh,
    unlisted,
    domains: domains.map(formatPinSet),
    revoked: [...revoked],
    reportTo: [...reportTo],
    sources: [...sources],
    samplePer10000,
  };
}

function formatPinSet({ host, subdomains, mode, stale, pins }: PinSet) {
  return { host, subdomains, mode, stale, pins: [...pins] };
}

function withDefaults(pinSet: Omit<DomainInput, 'probe'>) {
  return { subdomains: false, mode: 'enforce', stale: 'hold', ...pinSet };
}

function parseProbe(probe: ProbeJson | undefined, where: string): ProbeSettings {
  if (probe === 'none') return 'none';
  const { port = 443, connect, ca } = probe ?? {};
  try {
    // Read now, so that a wrong one is told to who writes it and not to who publishes.
    if (ca !== undefined) anchorsFromPem([ca]);
    return {
      port,
      connect: connect === undefined ? null : parseEndpoint(connect, port),
      ca: ca === undefined ? null : certificatesIn(ca),
    };
  } catch (error) {
    if (!(error instanceof LivepinError)) throw error;
    throw new LivepinError(error.code, `${where}: ${error.message}`, { cause: error });
  }
}

// A PEM file often holds a private key beside the certificates: that would stay in the database and in every history.
function certificatesIn(pem: string): string {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return `${blocks.join('\n')}\n`;
}

function formatProbe(probe: ProbeSettings | undefined): ProbeJson | undefined {
  if (probe === undefined || probe === 'none') return probe;
  const { port, connect, ca } = probe;
  if (port === 443 && connect === null && ca === null) return undefined;
  return {
    ...(port === 443 ? {} : { port }),
    ...(connect === null ? {} : { connect: formatEndpoint(connect) }),
    ...(ca === null ? {} : { ca }),
  };
}

function jsonObjectOf(value: object): JsonObject {
  return parseJson(JSON.stringify(value), 'The draft', maxDepth) as JsonObject;
}
