import { type Endpoint, nameOf } from '../endpoint.ts';
import type { Arrival } from '../scenario.ts';
import { labName } from './guide.ts';
import { isOwnName } from './page-replies.ts';

/** What a connection is for. */
export type Route =
  /** The lab's own pages, with TLS or without. */
  | { readonly kind: 'pages'; readonly port: 80 | 443 }
  /** An app's. */
  | { readonly kind: 'app'; readonly endpoint: Endpoint }
  /** Somebody else's, who is to notice nothing. */
  | { readonly kind: 'beside' }
  | { readonly kind: 'refused' };

export interface RouteRules {
  readonly mode: 'device' | 'upstream';
  /** Whose place the lab takes, in mode `upstream`. */
  readonly hosts: readonly Endpoint[];
  /** Hosts that are tested, each with those below it; all where none are named. */
  readonly only: readonly string[];
}

/** Decides on what a connection says of itself before it is treated; nothing of that can be believed. */
export function routeOf({ via, transport, host, port }: Arrival, { mode, hosts, only }: RouteRules): Route {
  const isDirect = via === 'direct';
  if (mode === 'upstream') {
    // In the place of a server the lab is no proxy, and a name that it was not given is one that somebody made lead here.
    const endpoint = isDirect ? hosts.find((one) => one.host === host) : undefined;
    return endpoint ? { kind: 'app', endpoint } : { kind: 'refused' };
  }
  // Without TLS: a browser at the lab's address. With TLS: nobody who was told to come.
  if (isDirect) return transport === 'plain' ? { kind: 'pages', port: 80 } : { kind: 'refused' };
  if (host === null) return { kind: 'beside' };
  if (isOwnName(host)) return pagesAt(transport, port);
  return only.length === 0 || only.some((one) => host === one || host.endsWith(`.${one}`))
    ? { kind: 'app', endpoint: { host, port } }
    : { kind: 'beside' };
}

function pagesAt(transport: Arrival['transport'], port: number): Route {
  if (transport === 'plain' && port === 80) return { kind: 'pages', port };
  return transport === 'tls' && port === 443 ? { kind: 'pages', port } : { kind: 'refused' };
}

/** What the lab's own pages are asked for as, wherever they listen. */
export function pagesEndpoint(port: 80 | 443): Endpoint {
  return { host: labName, port };
}

export function pageAddresses(pages: { readonly plainPort: number; readonly tlsPort: number }): Map<string, Endpoint> {
  return new Map([
    [nameOf(pagesEndpoint(80)), { host: '127.0.0.1', port: pages.plainPort }],
    [nameOf(pagesEndpoint(443)), { host: '127.0.0.1', port: pages.tlsPort }],
  ]);
}
