import { LivepinError, parseHttpsUrl } from '@livepin/core';

const onLoopback = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?(?:\/[A-Za-z0-9._~/-]*)?$/;

/**
 * Reads the base address of a place to fetch from: everything an app needs lies under it. Plain http is for a service on
 * this machine: the documents would prove themselves over any channel, but the network would see which app asks.
 * @throws {LivepinError} LP_SOURCE_MALFORMED
 */
export function parsePlace(text: string, where: string): string {
  const base = text.replace(/\/+$/, '');
  if (onLoopback.test(base)) return base;
  try {
    if (base.includes('?')) throw new LivepinError('LP_URL_MALFORMED', 'It has a query.');
    return parseHttpsUrl(base, where);
  } catch (error) {
    if (!(error instanceof LivepinError)) throw error;
    const only = /^http:/i.test(text) ? '; plain http is for this machine only' : '';
    const sentence = `${where}: ${JSON.stringify(text.slice(0, 120))} is not the https address of a place to fetch from${only}.`;
    throw new LivepinError('LP_SOURCE_MALFORMED', sentence, { cause: error });
  }
}
