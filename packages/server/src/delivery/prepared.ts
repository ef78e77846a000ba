import type { IncomingMessage, ServerResponse } from 'node:http';
import { tagsOf } from './etag.ts';

/** An answer whose bytes are made once: what is left for each request is to choose between 200 and 304. */
export interface Prepared {
  /** Without quotes. */
  readonly tag: string;
  /** As it stands in the header: what most conditional requests send back, byte for byte. */
  readonly quotedTag: string;
  readonly full: string[];
  readonly notModified: string[];
  /** Each character is one byte (latin1): Node writes a string together with the header, and a buffer apart. */
  readonly body: string;
}

/**
 * The type of every document, roots and bundles alike (RFC 7515 §9.2.1). Not application/json: proxies compress that on
 * their way, which costs processors, makes the tag weak, and saves little on base64.
 */
export const documentType = 'application/jose+json';

/** @param more header lines for 200 and 304 alike, as name, value, name, value, … */
export function prepare(bytes: Uint8Array, tag: string, cacheControl: string, more: readonly string[]): Prepared {
  return withHeaders(tag, Buffer.from(bytes).toString('latin1'), cacheControl, more);
}

/** The same document under other header lines. */
export function prepareAgain({ tag, body }: Prepared, cacheControl: string, more: readonly string[]): Prepared {
  return withHeaders(tag, body, cacheControl, more);
}

/** Answers a GET or HEAD; a conditional one by If-None-Match alone, since nothing here has a Last-Modified. */
export function send(request: IncomingMessage, response: ServerResponse, prepared: Prepared, may304: boolean): void {
  const field = request.headers['if-none-match'];
  if (may304 && field !== undefined && matches(field, prepared)) {
    response.writeHead(304, prepared.notModified);
    response.end();
  } else {
    response.writeHead(200, prepared.full);
    if (request.method === 'HEAD') response.end();
    else response.end(prepared.body, 'latin1');
  }
}

function matches(field: string, { tag, quotedTag }: Prepared): boolean {
  return field === quotedTag || field.trim() === '*' || tagsOf(field).includes(tag);
}

function withHeaders(tag: string, body: string, cacheControl: string, more: readonly string[]): Prepared {
  const quotedTag = `"${tag}"`;
  // A 304 carries what a cache has to renew (RFC 9110 §15.4.5), and nothing about the body that it does not have.
  const notModified = ['ETag', quotedTag, 'Cache-Control', cacheControl, ...more];
  const full = ['Content-Type', documentType, 'Content-Length', String(body.length), ...notModified];
  return { tag, quotedTag, full, notModified, body };
}
