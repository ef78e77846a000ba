import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { StoredToken } from '../store/store.ts';

/** 256 random bits: nobody guesses it, so its hash needs no salt and no stretching. The prefix is for secret scanners. */
export function makeAdminToken(): string {
  return `livepin_admin_${randomBytes(32).toString('base64url')}`;
}

export function hashToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

/**
 * @param header of a request: "Bearer TOKEN" (RFC 6750 §2.1)
 * @returns the id of the token, or null. Every stored one is compared, in constant time.
 */
export function tokenIdOf(header: string | undefined, tokens: readonly StoredToken[]): string | null {
  const token = /^Bearer +([\x21-\x7e]+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) return null;
  const hash = hashToken(token);
  return tokens.filter(({ sha256 }) => timingSafeEqual(sha256, hash))[0]?.id ?? null;
}
