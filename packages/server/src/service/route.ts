import type { RequestListener } from 'node:http';
import { sendProblem } from '../delivery/problem.ts';
import type { Engine } from '../publish/engine.ts';

/**
 * Delivery first, on bare `node:http`. The admin API is loaded when it is asked for the first time, so that apps are
 * answered as soon as the service is up.
 */
export function route(engine: Engine, onLine: (line: string) => void): RequestListener {
  let control: Promise<RequestListener> | null = null;
  const load = async () => (await import('../control/control-server.ts')).controlListener(engine, onLine);
  return (request, response) => {
    if (engine.delivery.handle(request, response)) return;
    control ??= load();
    control.then(
      (listener) => listener(request, response),
      (error: unknown) => {
        const sentence = `The admin API could not be loaded: ${(error as Error).message}.`;
        onLine(sentence);
        sendProblem(request, response, { status: 503, code: 'LP_FAULT', sentence, headers: [] });
      },
    );
  };
}
