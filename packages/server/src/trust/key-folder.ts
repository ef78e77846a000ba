import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LivepinError } from '@livepin/core';
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
      return { mtimeMs, file: { key: readKey(path), path, madeAt: Math.floor(mtimeMs / 1000) } };
    });
    return files.sort((a, b) => a.mtimeMs - b.mtimeMs).map(({ file }) => file);
  }

  /** @throws {LivepinError} LP_KEY_FILE_UNWRITABLE */
  add(role: KeyRole, made: NewSigningKey = makeSigningKey()): SigningKey {
    const name = join(this.path, `${role}-${made.key.kid.slice(0, 12)}`);
    try {
      // The public part first: beside a private key it is never missing.
      writePrivateFile(`${name}.jwk`, `${JSON.stringify(made.key.jwk)}\n`);
      writePrivateFile(`${name}.pem`, made.pem());
    } catch (error) {
      rmSync(`${name}.jwk`, { force: true });
      const sentence = `No key could be kept in ${this.path}: ${(error as Error).message}.`;
      throw new LivepinError('LP_KEY_FILE_UNWRITABLE', sentence, { cause: error });
    }
    return made.key;
  }

  /** From now on it is no key of the service. Its file stays, under a name that says why. */
  setAside({ path }: KeyFile): void {
    renameSync(path, join(dirname(path), `suspect-${basename(path)}`));
    syncFolder(this.path);
  }

  publicPathOf({ path }: KeyFile): string {
    return path.replace(/\.pem$/, '.jwk');
  }
}

function readKey(path: string): SigningKey {
  return readSigningKey(textOf(path), path);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const sentence = `${path} cannot be read: ${(error as Error).message}.`;
    throw new LivepinError('LP_KEY_FILE_UNREADABLE', sentence, { cause: error });
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
