import type { RequestListener } from 'node:http';
import type { Engine } from './engine.ts';

/**
 * Delivery first, on bare `node:http`; the admin API is loaded beside it, so that apps are answered as soon as the
 * service is up, and does not stand in their way.
 */
export function route(engine: Engine, onLine: (line: string) => void): RequestListener {
  const control = import('../control/control-server.ts').then(({ controlListener }) => controlListener(engine, onLine));
  // Told here once; each request that needs it is told again.
  control.catch((error: unknown) => onLine(`The admin API could not be loaded: ${(error as Error).message}`));
  return (request, response) => {
    if (engine.delivery.handle(request, response)) return;
    control.then(
      (listener) => listener(request, response),
      () => response.writeHead(500).end(),
    );
  };
}
