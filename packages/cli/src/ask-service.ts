import { LivepinError } from '@livepin/core';
import { reasonOf } from './reason-of.ts';

const timeoutMilliseconds = 30_000;

/**
 * Gets what the service answers everyone.
 * @param path such as `/healthz`
 * @throws {LivepinError} LP_SERVICE_UNREACHABLE
 */
export async function askService(service: string, path: string): Promise<Response> {
  try {
    return await fetch(`${service}${path}`, { signal: AbortSignal.timeout(timeoutMilliseconds) });
  } catch (error) {
    const why = reasonOf((error as Error).cause ?? error);
    throw new LivepinError('LP_SERVICE_UNREACHABLE', `The service at ${service} did not answer: ${why}.`, {
      cause: error,
    });
  }
}
