import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeUtf8, parseJws } from '@livepin/core';
import { signDocument } from '@livepin/core/sign';
import { readSigningKey, type SigningKey } from '@livepin/server/signing';
import { apiHost } from './certificates.ts';

/** Copies the key by which the service signs bundles. */
export async function stealPinKey(serviceFolder: string): Promise<SigningKey> {
  const folder = join(serviceFolder, 'keys');
  const name = (await readdir(folder)).find((file) => /^pin-.*\.pem$/.test(file));
  if (!name) throw new Error(`There is no pin key in ${folder}.`);
  return readSigningKey(await readFile(join(folder, name), 'utf8'), name);
}

/**
 * A bundle by which the API is pinned to whatever the thief likes. Its version is the highest there is, so that no
 * genuine one could ever follow.
 */
export function forgeBundle(key: SigningKey, genuine: Uint8Array, pins: readonly string[]): Promise<Uint8Array> {
  const payload = JSON.parse(decodeUtf8(parseJws(genuine).payloadBytes)!) as object;
  const domains = [{ host: apiHost, subdomains: false, mode: 'enforce', pins }];
  const forged = { ...payload, version: Number.MAX_SAFE_INTEGER, domains, revoked: [] };
  return signDocument('livepin-bundle+json', forged, [key]);
}
