import { LivepinError } from './errors.ts';
import { normalizeHost } from './host.ts';

// Core has no URL class: not every engine that apps run in has one, and those that have it differ in what they let pass.
const form = /^https:\/\/(\[[0-9a-f:]+\]|[a-z0-9_.-]+)(?::([1-9]\d{0,4}))?(?:[/?][A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*)?$/;

/**
 * Reads an absolute https URL: no user information, no fragment, at most 2,048 characters, the host in its one spelling.
 * @throws {LivepinError} LP_URL_MALFORMED
 */
export function parseHttpsUrl(text: string, where: string): string {
  const [, host, port] = form.exec(text) ?? [];
  if (host === undefined || text.length > 2_048 || Number(port ?? 443) > 65_535 || !isCanonical(host)) {
    const shown = JSON.stringify(text.slice(0, 80));
    throw new LivepinError('LP_URL_MALFORMED', `${where}: ${shown} is not an https URL without user information.`);
  }
  return text;
}

function isCanonical(host: string): boolean {
  try {
    return normalizeHost(host) === host.replace(/^\[|\]$/g, '');
  } catch (error) {
    if (error instanceof LivepinError) return false;
    throw error;
  }
}
