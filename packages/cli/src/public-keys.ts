import { LivepinError, parseJson, parseKey } from '@livepin/core';
import { type Jwk, publicJwkOf } from '@livepin/server/signing';
import { nameOf, readInput } from './files.ts';
import { crypto } from './trust-roots.ts';

/**
 * Reads public keys for a trust root: a JWK, a JWK set, or what `livepin key show --json` and `livepin key list --json`
 * print.
 * @throws {LivepinError} LP_FILE_UNREADABLE, LP_KEY_FILE_UNREADABLE, LP_KEY_PRIVATE; the codes of `parseKey`
 */
export async function readPublicKeys(paths: readonly string[]): Promise<Jwk[]> {
  const keys: Jwk[] = [];
  for (const path of paths) {
    const where = nameOf(path);
    const found = jwksIn(parseText(Buffer.from(await readInput(path)).toString('utf8'), where));
    if (found.length === 0) throw unreadable(where);
    for (const jwk of found) {
      await parseKey(new Map(Object.entries(jwk)), where, crypto);
      keys.push(publicJwkOf(jwk));
    }
  }
  return keys;
}

function parseText(text: string, where: string): unknown {
  try {
    parseJson(text, where, 8);
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof LivepinError || error instanceof SyntaxError) throw unreadable(where);
    throw error;
  }
}

function jwksIn(value: unknown): Jwk[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('keys' in value && Array.isArray(value.keys)) return value.keys.flatMap(jwksIn);
  if ('jwk' in value) return jwksIn(value.jwk);
  return 'kty' in value ? [value as Jwk] : [];
}

function unreadable(where: string): LivepinError<'LP_KEY_FILE_UNREADABLE'> {
  return new LivepinError(
    'LP_KEY_FILE_UNREADABLE',
    `${where} holds no public key as JWK; livepin key show FILE --json prints one.`,
  );
}
