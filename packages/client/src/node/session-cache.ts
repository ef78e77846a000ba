import { BoundedCache } from '@livepin/tls';
import type { Evidence } from './evidence.ts';

export interface CachedSession {
  readonly session: Buffer;
  /** Of the full handshake that the session comes from: a resumed one shows no certificate. */
  readonly evidence: Evidence;
}

const maxSessions = 200;

/** TLS sessions to resume, the newest of each endpoint. */
export function sessionCache(): BoundedCache<CachedSession> {
  return new BoundedCache(maxSessions);
}
