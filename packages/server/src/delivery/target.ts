import type { BundleOrder } from '@livepin/core';
import { parseOrder } from './etag.ts';

/** What a request target (RFC 9112 §3.2) asks of delivery. */
export type Target =
  | { readonly kind: 'health' }
  | { readonly kind: 'bundle'; readonly app: string; readonly after: BundleOrder | null }
  | { readonly kind: 'events'; readonly app: string; readonly after: BundleOrder | null }
  /** `name` as written: a number in another spelling than the decimal one names no root. */
  | { readonly kind: 'root'; readonly app: string; readonly name: string };

const authority = /^https?:\/\/[^/?#]*/i;
const place = /^\/v1\/apps\/([^/?#]+)\/(?:(bundle|events)|roots\/([^/?#]*))(?:\?([^#]*))?$/;

/**
 * Nothing is decoded and no dots are resolved: every resource has one spelling, so that no cache in front can be made to
 * keep two. An unknown query member is ignored, as a mirror that is a folder of files does; so is a malformed `after`.
 * @returns null for what is not delivery's
 */
export function parseTarget(target: string): Target | null {
  const local = target.startsWith('/') ? target : target.replace(authority, '');
  if (local === '/healthz' || local.startsWith('/healthz?')) return { kind: 'health' };
  const [, app, kind, name, query] = place.exec(local) ?? [];
  if (app === undefined) return null;
  if (name !== undefined) return { kind: 'root', app, name };
  return { kind: kind === 'events' ? 'events' : 'bundle', app, after: afterOf(query) };
}

function afterOf(query: string | undefined): BundleOrder | null {
  const written = query?.split('&').find((member) => member.startsWith('after='));
  return written === undefined ? null : parseOrder(written.slice(6));
}
