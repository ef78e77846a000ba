import { type Crypto, parseTrustRoot, type TrustRoot } from '@livepin/core';
import type { Store } from '../store/store.ts';
import type { KeyFolder } from './key-folder.ts';
import type { Trust } from './trust.ts';

/** Trust as it is stored now. Read anew for every step that signs, so that nothing in memory can be out of line. */
export async function loadTrust(store: Store, keys: KeyFolder, crypto: Crypto): Promise<Trust> {
  return {
    roots: await loadRoots(store, crypto),
    pinKeys: keys.read('pin').map(({ key }) => key),
    rootKeys: keys.read('root').map(({ key }) => key),
  };
}

export async function loadRoots(store: Store, crypto: Crypto): Promise<TrustRoot[]> {
  return Promise.all((await store.roots()).map(({ document }) => parseTrustRoot(document, crypto)));
}
