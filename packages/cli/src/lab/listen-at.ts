import type { Endpoint } from '@livepin/lab';
import type { LabModule } from './load-lab.ts';

/**
 * Reads where a lab is to listen: `127.0.0.1:8899`, `[::1]:8899`, `0.0.0.0`; port 0 takes a free one.
 * @throws {LivepinError} LP_HOST_MALFORMED, LP_ENDPOINT_MALFORMED
 */
export function listenAt(text: string, usualPort: number, { placeOf }: LabModule): Endpoint {
  const { host, port } = placeOf(text, '--listen');
  return { host, port: port ?? usualPort };
}
