import { type Duplex, finished } from 'node:stream';
import type { ConnectionRecord } from './connection-record.ts';

/** Joins two streams until both are over. Whoever ends or fails first is told of in the record. */
export function join(app: Duplex, server: Duplex, record: ConnectionRecord): Promise<void> {
  app.pipe(server);
  server.pipe(app);
  app.once('end', () => record.ends('app', 'closed without a word'));
  server.once('end', () => record.ends('server', 'closed by the server'));
  return new Promise((resolve) => {
    let open = 2;
    const closed = (by: 'app' | 'server', other: Duplex) => (error?: Error | null) => {
      if (error) record.ends(by, sayFailure(error));
      if (error) other.destroy();
      if (--open === 0) resolve();
    };
    finished(app, closed('app', server));
    finished(server, closed('server', app));
  });
}

export function sayFailure(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset';
  return code === 'ERR_STREAM_PREMATURE_CLOSE' ? 'closed without a word' : error.message;
}
