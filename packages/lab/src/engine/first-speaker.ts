import type { Duplex } from 'node:stream';

/** Waits for the first of two joined sides that says something, or goes. Nothing is taken from either. */
export function firstSpeaker(app: Duplex, server: Duplex): Promise<'app' | 'server'> {
  if (app.destroyed || server.destroyed) return Promise.resolve(app.destroyed ? 'app' : 'server');
  return new Promise((resolve) => {
    const listen = (side: Duplex, name: 'app' | 'server') => {
      const speak = () => {
        for (const stop of stops) stop();
        resolve(name);
      };
      side.on('readable', speak).on('close', speak).on('error', speak);
      return () => side.removeListener('readable', speak).removeListener('close', speak).removeListener('error', speak);
    };
    const stops = [listen(app, 'app'), listen(server, 'server')];
  });
}
