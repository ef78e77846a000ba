import { rmSync } from 'node:fs';
import { LivepinError } from '@livepin/core';
import { signDocument } from '@livepin/core/sign';
import { hashToken, makeAdminToken } from '../control/admin-token.ts';
import { firstRootPayload } from '../signing/index.ts';
import type { Change, Store } from '../store/store.ts';
import { KeyFolder, UnsettledKeyFolder } from '../trust/key-folder.ts';
import { writePrivateFile } from '../trust/write-private-file.ts';
import type { DataFolder } from './data-folder.ts';

/** Whether the service makes a trust root for development, or waits for one that was made where its keys are. */
export type RootMode = 'development' | 'offline';

export interface Begun {
  readonly keys: KeyFolder;
  /** Only where one was made just now: it is stored as a hash. */
  readonly adminToken: string | null;
}

/**
 * Brings a data folder to where a service can run on it; on the first start that means keys, a trust root and a token.
 * A start that is cut off leaves the folder as if there had been none, or complete.
 * @param keepsToken whether the token goes into a file; else whoever called shows it
 * @throws {LivepinError} LP_FOLDER_UNUSABLE: parts of it are missing
 */
export async function beginService(
  folder: DataFolder,
  store: Store,
  { rootMode, newToken, keepsToken, now }: { rootMode: RootMode; newToken: boolean; keepsToken: boolean; now: number },
): Promise<Begun> {
  const unsettled = new UnsettledKeyFolder(folder.keys);
  const keys = new KeyFolder(folder.keys);
  if ((await store.tokens()).length === 0) {
    if (keys.exists()) throw missing(folder, `${folder.keys} has keys, and ${folder.database} knows of none`);
    const change = await makeKeys(unsettled.begin(), rootMode, now);
    const adminToken = await replaceToken(folder, store, keepsToken, change);
    unsettled.settle();
    return { keys, adminToken };
  }
  unsettled.settle();
  if (!keys.exists()) throw missing(folder, `${folder.database} is there, and ${folder.keys} is not`);
  const audit = [{ at: now, who: 'service', action: 'replace-token', app: null, detail: 'all earlier ones are void' }];
  return { keys, adminToken: newToken ? await replaceToken(folder, store, keepsToken, { audit }) : null };
}

async function makeKeys(keys: KeyFolder, rootMode: RootMode, iat: number): Promise<Change> {
  const pinKey = keys.add('pin');
  const audit = { at: iat, who: 'service', action: 'first-start', app: null, detail: `${rootMode} trust root` };
  if (rootMode === 'offline') return { audit: [audit] };
  // One key of one: a threshold would protect nothing, since all keys would lie in this same folder. It is the ceremony
  // offline that makes several, and replaces this one.
  const rootKey = keys.add('root');
  const sketch = { rootKeys: [rootKey.jwk], rootThreshold: 1, pinKeys: [pinKey.jwk], pinThreshold: 1, iat };
  const document = await signDocument('livepin-root+json', firstRootPayload(sketch), [rootKey]);
  return { root: { version: 1, document, addedAt: iat }, audit: [audit] };
}

async function replaceToken(folder: DataFolder, store: Store, keepsToken: boolean, change: Change): Promise<string> {
  const token = makeAdminToken();
  rmSync(folder.adminToken, { force: true });
  if (keepsToken) writePrivateFile(folder.adminToken, `${token}\n`);
  await store.replaceTokens([{ id: 'admin', sha256: hashToken(token) }], change);
  return token;
}

function missing({ path }: DataFolder, what: string): LivepinError {
  return new LivepinError('LP_FOLDER_UNUSABLE', `The data folder ${path} is not complete: ${what}.`);
}
