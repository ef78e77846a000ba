import { type Host, LivepinError, normalizeHost } from '@livepin/core';

/** Who connects in our place. Names are looked up by it, not here. */
export interface ProxyServer {
  readonly protocol: 'http' | 'https' | 'socks5';
  readonly host: Host;
  readonly port: number;
  /** Null where it asks for none. Never part of a message. */
  readonly credentials: { readonly user: string; readonly password: string } | null;
}

const ports = { http: 3128, https: 443, socks5: 1080 } as const;
const protocols = { 'http:': 'http', 'https:': 'https', 'socks5:': 'socks5', 'socks5h:': 'socks5' } as const;

/**
 * Reads http://, https:// or socks5:// (socks5h:// is the same), USER:PASSWORD@ where they are needed, HOST and :PORT
 * (3128, 443 and 1080 where none is given); a text without a scheme is http.
 * @throws {LivepinError} LP_PROXY_MALFORMED; its message does not repeat the text, which may hold a password
 */
export function parseProxy(text: string, where = 'The proxy'): ProxyServer {
  try {
    const full = text.includes('://') ? text : `http://${text}`;
    const url = new URL(full);
    const protocol = protocols[url.protocol as keyof typeof protocols];
    if (!protocol) throw new LivepinError('LP_PROXY_MALFORMED', `its scheme is ${JSON.stringify(url.protocol)}`);
    const isAlone = url.search === '' && url.hash === '' && (url.pathname === '' || url.pathname === '/');
    if (!isAlone) throw new LivepinError('LP_PROXY_MALFORMED', 'something follows its host and port');
    return {
      protocol,
      host: normalizeHost(url.hostname),
      port: portOf(full, url, ports[protocol]),
      credentials: credentialsOf(url),
    };
  } catch (error) {
    const why = error instanceof LivepinError && error.code === 'LP_PROXY_MALFORMED' ? ` (${error.message})` : '';
    throw new LivepinError('LP_PROXY_MALFORMED', `${where} is not the URL of an HTTP or SOCKS5 proxy${why}.`);
  }
}

// A URL forgets the port that its scheme has by itself: 80 is not the port of most proxies, and may have been written.
function portOf(text: string, { port }: URL, fallback: number): number {
  const written = /:(\d+)\/?$/.exec(text)?.[1];
  const number = Number(written ?? (port === '' ? fallback : port));
  if (number === 0) throw new LivepinError('LP_PROXY_MALFORMED', 'its port is 0');
  return number;
}

function credentialsOf({ username, password }: URL): ProxyServer['credentials'] {
  if (username === '' && password === '') return null;
  return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
}
