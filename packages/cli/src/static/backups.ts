import { basename } from 'node:path';
import { LivepinError, type Pin } from '@livepin/core';
import type { PlannedHost, PlannedKey } from '@livepin/formats';
import { type FoundKey, readPins } from '@livepin/pki';
import { makeTlsKey, pinOfKey, privateKeyPem } from '@livepin/pki/make';
import { nameOf, readIfThere, writeOutput } from '../files.ts';
import { choosePassphrase, readWithPassphrase } from '../passphrase.ts';
import { type Sketch, texts } from '../sketch.ts';

const backups = texts('--backup <file>', 'pin this key too: a request, key or certificate that no server has');

/** `--no-backup` takes back what stands before it. */
export const backupOption: Sketch<readonly string[]> = {
  ...backups,
  value: (given) => backups.value(given || undefined),
};

/** A key that is to be pinned beside those that servers show. */
export interface Backup {
  readonly pin: Pin;
  /** The file that it came from. */
  readonly file: string;
  /** The key of a CA, as its certificate says. */
  readonly isOfCa: boolean;
}

/** A backup that is made now, and kept once everything else is known to be right. */
export interface NewBackup extends Backup {
  /** @throws {LivepinError} LP_PASSPHRASE_MISSING, LP_FILE_EXISTS, LP_FILE_UNWRITABLE */
  keep(): Promise<void>;
}

/** @throws {LivepinError} LP_FILE_UNREADABLE and what a file of keys is refused with */
export async function readBackups(files: readonly string[]): Promise<Backup[]> {
  const backups: Backup[] = [];
  for (const file of files) {
    const found = await readWithPassphrase(file, readPins);
    backups.push(...keptApart(found).map((key) => ({ pin: key.pin, file: nameOf(file), isOfCa: isOfCa(key) })));
  }
  return backups;
}

/** Of a certificate with its issuers, the certificate: who gives its chain along has not said to trust all of it. */
function keptApart(found: readonly FoundKey[]): FoundKey[] {
  const own = found.filter((key) => !isOfCa(key));
  return own.length > 0 ? own : [...found];
}

export function isOfCa({ certificate }: FoundKey): boolean {
  return certificate?.extensions.basicConstraints?.isCa === true;
}

/** As `livepin key new backup` makes it. @throws {LivepinError} LP_FILE_EXISTS */
export async function newBackup(file: string): Promise<NewBackup> {
  if (await readIfThere(file))
    throw new LivepinError('LP_FILE_EXISTS', `${file} is there already, and is left as it is.`);
  const key = makeTlsKey('P-256');
  return {
    pin: pinOfKey(key),
    file,
    isOfCa: false,
    keep: async () => writeOutput(file, privateKeyPem(key, await choosePassphrase(file)), { isSecret: true }),
  };
}

export const whereToKeep =
  'Keep the file and its passphrase in two places, both apart from every server: who gets a server must not get the backup.';

/**
 * Hosts with the backups beside their keys.
 * @param shown every key that a server shows now
 * @throws {LivepinError} LP_PLAN_NO_BACKUP: one of them is shown; LP_PLAN_BESIDE_SDK: beside an SDK, one is of no CA
 */
export function withBackups(
  hosts: readonly PlannedHost[],
  backups: readonly Backup[],
  shown: (host: PlannedHost) => readonly PlannedKey[],
  isBesideSdk: boolean,
): PlannedHost[] {
  const ofServer = backups.find((backup) => !backup.isOfCa);
  if (isBesideSdk && ofServer) {
    const sentence = `${ofServer.file} is the key of a server, and beside an SDK keys of CAs alone are pinned: give the certificate of another CA.`;
    throw new LivepinError('LP_PLAN_BESIDE_SDK', sentence);
  }
  return hosts.map((planned) => {
    const inUse = shown(planned);
    const keys = new Map(planned.keys.map((key) => [key.pin, key]));
    for (const { pin, file } of backups) {
      if (inUse.some((key) => key.pin === pin)) {
        const sentence = `${file} is a key that ${planned.host} shows now, and so no backup: who loses it loses both.`;
        throw new LivepinError('LP_PLAN_NO_BACKUP', sentence);
      }
      keys.set(pin, { pin, role: 'backup', label: basename(file), notAfter: null });
    }
    return { ...planned, keys: [...keys.values()] };
  });
}
