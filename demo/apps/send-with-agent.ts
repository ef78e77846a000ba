import https from 'node:https';
import type { Send } from './run-app.ts';

/** Sends by `node:https`, with a check of the certificate of one's own. */
export function sendWith(options: https.RequestOptions): Send {
  return (url, headers) => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    https
      .get(url, { ...options, headers, agent: false }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0));
      })
      .once('error', reject);
    return promise;
  };
}
