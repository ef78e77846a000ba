import { basename } from 'node:path';
import type { Host } from '@livepin/core';
import { type KeyChoice, type PlannedHost, type PlannedKey, planFromConfigs } from '@livepin/formats';
import { type FoundKey, readPins } from '@livepin/pki';
import { nameOf } from '../files.ts';
import { readWithPassphrase } from '../passphrase.ts';
import { usage } from '../usage-error.ts';
import type { PlanSource, PlanWishes } from './plan-source.ts';
import { configsOf, readStaticFile, type StaticFile, withoutPins } from './static-file.ts';

/**
 * What files say: static pins in a form that is read here, or the certificates and keys of servers.
 * @param names the hosts that certificates and keys are for
 * @throws {LivepinError} LP_USAGE, LP_FILE_UNREADABLE, LP_CONFIG_WITHOUT_PINS and what a file of keys is refused with
 */
export async function planOfFiles(
  files: readonly string[],
  names: readonly Host[],
  wishes: PlanWishes,
): Promise<PlanSource> {
  const read = await Promise.all(files.map(readStaticFile));
  const configs = read.filter((one) => one.read.length > 0);
  if (configs.length === 0) return planOfKeys(await readKeys(files), names, wishes);
  const other = read.find((one) => one.read.length === 0);
  if (other) throw withoutPins(other.file.path);
  if (names.length > 0) throw usage('--name goes with files of certificates or keys: static pins name their hosts.');
  return planOfConfigs(configs);
}

/** @throws {LivepinError} LP_CONFIG_WITHOUT_PINS */
export function planOfConfigs(files: readonly StaticFile[]): PlanSource {
  const { hosts, expires, ends, losses } = planFromConfigs(configsOf(files));
  if (hosts.length === 0) throw withoutPins(files.map(({ file }) => file.path).join(', '), losses);
  const inUse = new Map(
    hosts.map(({ host, keys }) => [host, keys.filter(({ role }) => role !== 'backup' && role !== 'unknown')]),
  );
  return { hosts, inUse, expires, ends, remarks: losses };
}

function planOfKeys(keys: readonly PlannedKey[], names: readonly Host[], wishes: PlanWishes): PlanSource {
  if (names.length === 0) throw usage('Certificates and keys want the host that they are for: --name HOST.');
  const pinned = meantOf(keys, wishes);
  const hosts = names.map(
    (host): PlannedHost => ({
      host,
      subdomains: wishes.subdomains,
      mode: wishes.isReportOnly ? 'report' : 'enforce',
      keys: pinned,
    }),
  );
  return { hosts, inUse: new Map(names.map((host) => [host, keys])), expires: null, remarks: [] };
}

/** Without a choice: the keys of servers, or, where there are none or may be none, those of CAs. */
export function meantOf(keys: readonly PlannedKey[], { choice, isBesideSdk }: PlanWishes): PlannedKey[] {
  const of = (...roles: PlannedKey['role'][]) => keys.filter(({ role }) => roles.includes(role));
  const wanted: Readonly<Record<KeyChoice, PlannedKey[]>> = {
    leaf: of('leaf'),
    issuer: of('intermediate').length > 0 ? of('intermediate') : of('anchor'),
    root: of('anchor'),
    all: [...keys],
  };
  const ofCas = wanted.root.length > 0 ? wanted.root : wanted.issuer;
  const safe = isBesideSdk || wanted.leaf.length === 0 ? ofCas : wanted.leaf;
  const meant = choice === undefined ? safe : wanted[choice];
  if (meant.length > 0) return meant;
  throw usage(
    choice === undefined ? 'The files hold no key of a CA.' : `The files hold no key of the kind --pin ${choice}.`,
  );
}

/** The keys of files of certificates, requests and keys, each once; certificates say most about theirs. */
export async function readKeys(files: readonly string[]): Promise<PlannedKey[]> {
  const keys = new Map<string, PlannedKey>();
  for (const file of files) {
    for (const found of await readWithPassphrase(file, readPins)) {
      if (!keys.has(found.pin) || found.certificate) keys.set(found.pin, plannedKeyOf(found, basename(nameOf(file))));
    }
  }
  return [...keys.values()];
}

function plannedKeyOf({ pin, certificate }: FoundKey, file: string): PlannedKey {
  if (!certificate) return { pin, role: 'leaf', label: file, notAfter: null };
  const { subject, issuer, subjectText, notAfter, extensions } = certificate;
  const isCa = extensions.basicConstraints?.isCa === true;
  const role = !isCa ? 'leaf' : subject === issuer ? 'anchor' : 'intermediate';
  return { pin, role, label: subjectText, notAfter };
}
