import type { KeyObject } from 'node:crypto';
import { unreadable } from './key-file-error.ts';
import { readKeyFile } from './read/key-file.ts';

/**
 * Reads the private key that a file holds, in any form that `readPins` knows, encrypted or not.
 * @param where the name of the file, for messages
 * @throws {LivepinError} LP_KEY_FILE_UNREADABLE (there is none, or there are several), LP_KEY_FILE_ENCRYPTED,
 *   LP_KEY_FILE_UNSUPPORTED, LP_CERTIFICATE_MALFORMED
 */
export function readPrivateKey(bytes: Uint8Array, where: string, passphrase?: string): KeyObject {
  const keys = readKeyFile(bytes, where, passphrase).filter((held) => held.kind === 'private key');
  const [first, ...others] = keys;
  if (!first) throw unreadable(where, 'it holds no private key');
  if (others.some(({ key }) => !key.equals(first.key))) throw unreadable(where, 'it holds several private keys');
  return first.key;
}
