import { type Host, isAddress, LivepinError, normalizeHost } from '@livepin/core';

/** Where a TLS server is looked for. */
export interface Endpoint {
  readonly host: Host;
  readonly port: number;
}

/**
 * Reads HOST, HOST:PORT, IPv6 in brackets where a port follows, or an https URL of which only these parts count.
 * @throws {LivepinError} LP_ENDPOINT_MALFORMED
 */
export function parseEndpoint(text: string, defaultPort = 443): Endpoint {
  const bare = /^https:\/\/([^/?#]*)/.exec(text)?.[1] ?? text;
  const [, bracketed, name, portText] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(bare) ?? [];
  const hostText = bracketed ?? name ?? bare;
  const port = portText === undefined ? defaultPort : Number(portText);
  try {
    if (port < 1 || port > 65_535)
      throw new LivepinError('LP_ENDPOINT_MALFORMED', 'its port is not within 1 and 65535');
    return { host: normalizeHost(hostText), port };
  } catch (error) {
    if (!(error instanceof LivepinError)) throw error;
    // What stands before an @ may be a password.
    const shown = JSON.stringify(text.replace(/^.*@/s, '…@').slice(0, 120));
    throw new LivepinError('LP_ENDPOINT_MALFORMED', `${shown} is not HOST or HOST:PORT.`, { cause: error });
  }
}

export function formatEndpoint({ host, port }: Endpoint): string {
  return isAddress(host) && host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
