import type { Server, ServerOptions } from 'node:http';

/**
 * What a server that delivers is made with. A request without a body gets none to read from: that takes a quarter off
 * the time of a poll in Node (measured with 24.21).
 */
export const serverOptions: ServerOptions = { optimizeEmptyRequests: true };

/**
 * Bounds what a slow or silent peer can hold of a server that delivers. Longer than any long-poll waits, and than the
 * time between two heartbeats of an event stream, so that neither is cut.
 */
export function limitConnections(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  // Nothing read and nothing written, between two requests too. Above the minute after which most proxies let go, so
  // that none sends a request into a connection that is being closed. Node's own default is to wait for ever.
  server.timeout = 90_000;
  // A second timer for the same would be set anew twice for each poll, at a tenth of its time.
  server.keepAliveTimeout = 0;
}
