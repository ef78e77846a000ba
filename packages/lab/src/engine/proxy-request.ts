import type { Wish } from './socks.ts';

/** What the first line of HTTP asks a proxy for. */
export type ProxyRequest =
  | { readonly kind: 'more' }
  | { readonly kind: 'connect'; readonly wish: Wish; readonly length: number }
  /** A request for a whole URL, which the proxy makes in the app's place. */
  | { readonly kind: 'absolute-uri'; readonly wish: Wish }
  /** A request as servers get it. */
  | { readonly kind: 'origin'; readonly host: string | null; readonly port: number | null }
  | { readonly kind: 'refused'; readonly says: string };

export const maxHeadBytes = 65_536;

/**
 * @param bytes all that came so far, known to begin as HTTP
 * @returns for `connect` the length of the whole head, credentials for the proxy among it, which is not sent on
 */
export function readProxyRequest(bytes: Uint8Array): ProxyRequest {
  const text = Buffer.from(bytes).toString('latin1');
  const head = /^[\s\S]*?\r?\n\r?\n/.exec(text)?.[0];
  if (head === undefined) {
    return bytes.length > maxHeadBytes
      ? { kind: 'refused', says: 'the head of its first request has no end' }
      : { kind: 'more' };
  }
  const [method, target] = head.split(' ', 2);
  if (method === 'CONNECT') {
    const wish = wishOf(target!, null);
    return wish
      ? { kind: 'connect', wish, length: head.length }
      : { kind: 'refused', says: 'it asks for no host and port' };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target!)) {
    const [, scheme, authority] = /^(https?|wss?):\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(target!) ?? [];
    const wish = authority ? wishOf(authority, /s$/i.test(scheme!) ? 443 : 80) : null;
    return wish ? { kind: 'absolute-uri', wish } : { kind: 'refused', says: 'it asks for a URL that is not of HTTP' };
  }
  const named = /^host:[ \t]*([^\r\n]*?)[ \t]*$/im.exec(head)?.[1];
  const wish = named ? wishOf(named, 0) : null;
  return { kind: 'origin', host: wish?.host ?? null, port: wish?.port || null };
}

/** `host:port`, `[2001:db8::1]:443`. @param otherwise the port where none is given; null where one must be */
export function wishOf(authority: string, otherwise: number | null): Wish | null {
  const [, host, digits] = /^(\[[0-9A-Fa-f:.]+\]|[^:[\]\s/@]+)(?::(\d{1,5}))?$/.exec(authority) ?? [];
  const port = digits === undefined ? otherwise : Number(digits);
  if (host === undefined || port === null || port > 65_535) return null;
  return { host, port };
}
