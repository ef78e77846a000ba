import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeSigningKey, type NewSigningKey, readSigningKey, type SigningKey } from '../signing/index.ts';
import { syncFolder, writePrivateFile } from './write-private-file.ts';

export type KeyRole = 'pin' | 'root';

export interface KeyFile {
  readonly key: SigningKey;
  readonly path: string;
  /** Seconds since 1970. */
  readonly madeAt: number;
}

/**
 * The private keys that the service holds: `pin-KID.pem` and, for a development trust root, `root-KID.pem`, beside each
 * its public part as `.jwk`. Read anew each time: keys put back from a backup count without a restart.
 */
export class KeyFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  exists(): boolean {
    return existsSync(this.path);
  }

  /** The oldest first. @throws {LivepinError} LP_KEY_FILE_UNREADABLE, LP_KEY_FILE_ENCRYPTED, LP_SIGNING_KEY_TYPE, naming the file */
  read(role: KeyRole): KeyFile[] {
    if (!this.exists()) return [];
    const names = readdirSync(this.path).filter((name) => name.startsWith(`${role}-`) && name.endsWith('.pem'));
    const files = names.map((name) => {
      const path = join(this.path, name);
      const { mtimeMs } = statSync(path);
      const key = readSigningKey(readFileSync(path, 'utf8'), path);
      return { mtimeMs, file: { key, path, madeAt: Math.floor(mtimeMs / 1000) } };
    });
    return files.sort((a, b) => a.mtimeMs - b.mtimeMs).map(({ file }) => file);
  }

  add(role: KeyRole, made: NewSigningKey = makeSigningKey()): SigningKey {
    const name = join(this.path, `${role}-${made.key.kid.slice(0, 12)}`);
    writePrivateFile(`${name}.pem`, made.pem());
    writePrivateFile(`${name}.jwk`, `${JSON.stringify(made.key.jwk)}\n`);
    return made.key;
  }

  publicPathOf({ path }: KeyFile): string {
    return path.replace(/\.pem$/, '.jwk');
  }
}

/**
 * The keys of a first start, in a folder of another name until the database knows their trust root: a start that was
 * cut off leaves keys that nothing was signed for, and the next one begins afresh.
 */
export class UnsettledKeyFolder {
  readonly keys: KeyFolder;
  readonly #settledPath: string;

  constructor(settledPath: string) {
    this.#settledPath = settledPath;
    this.keys = new KeyFolder(`${settledPath}.new`);
  }

  begin(): KeyFolder {
    rmSync(this.keys.path, { recursive: true, force: true });
    mkdirSync(this.keys.path, { mode: 0o700 });
    return this.keys;
  }

  /** Also when the start before was cut off between its last two steps. */
  settle(): void {
    if (!this.keys.exists()) return;
    renameSync(this.keys.path, this.#settledPath);
    syncFolder(dirname(this.#settledPath));
  }
}
