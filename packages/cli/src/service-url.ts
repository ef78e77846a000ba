import { usage } from './usage-error.ts';

/**
 * The address of a service, without a slash at its end.
 * @throws {LivepinError} LP_USAGE
 */
export function parseServiceUrl(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '') {
    return url.href.replace(/\/$/, '');
  }
  throw usage(`${JSON.stringify(text)} is no address of a service: write http://HOST:PORT or https://HOST.`);
}
