import { LivepinError } from '@livepin/core';
import { type Endpoint, formatEndpoint, parseEndpoint } from './endpoint.ts';
import { type StartTls, startTlsPorts } from './starttls/protocols.ts';

/** A server, and what it speaks before TLS: null where TLS is there from the first byte. */
export interface Target {
  readonly endpoint: Endpoint;
  readonly startTls: StartTls | null;
}

/** Schemes of URLs that mean TLS from the first byte, and their ports. */
const tlsPorts = { https: 443, wss: 443, smtps: 465, imaps: 993, pop3s: 995, ldaps: 636, ftps: 990 } as const;

const alsoCalled: Readonly<Record<string, StartTls>> = { postgresql: 'postgres', mariadb: 'mysql' };

/**
 * Reads an endpoint, or a URL of which its scheme, host and port count: smtp://mail.example.com, postgres://db:5432/app.
 * What else stands in a URL, credentials above all, is dropped.
 * @param startTls for a text without a scheme
 * @throws {LivepinError} LP_ENDPOINT_MALFORMED
 */
export function parseTarget(text: string, startTls: StartTls | null = null): Target {
  const [, scheme, authority = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(text) ?? [];
  if (scheme === undefined) {
    return { endpoint: parseEndpoint(text, startTls ? startTlsPorts[startTls] : 443), startTls };
  }
  const bare = authority.slice(authority.lastIndexOf('@') + 1);
  const name = scheme.toLowerCase();
  if (Object.hasOwn(tlsPorts, name))
    return { endpoint: parseEndpoint(bare, tlsPorts[name as keyof typeof tlsPorts]), startTls: null };
  const protocol = alsoCalled[name] ?? name;
  if (!isStartTls(protocol)) {
    const known = [...Object.keys(tlsPorts), ...Object.keys(startTlsPorts)].join(', ');
    throw new LivepinError('LP_ENDPOINT_MALFORMED', `${JSON.stringify(name)} is no scheme that is known: ${known}.`);
  }
  return { endpoint: parseEndpoint(bare, startTlsPorts[protocol]), startTls: protocol };
}

/** As `parseTarget` reads it: "api.example.com:443", "smtp://mail.example.com:25". */
export function formatTarget({ endpoint, startTls }: Target): string {
  return startTls === null ? formatEndpoint(endpoint) : `${startTls}://${formatEndpoint(endpoint)}`;
}

function isStartTls(name: string): name is StartTls {
  return Object.hasOwn(startTlsPorts, name);
}
