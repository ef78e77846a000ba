import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { LivepinError } from '@livepin/core';
import { formatPem, readPins, readPrivateKey } from '@livepin/pki';
import {
  type CertificateName,
  checkDevCa,
  checkDevLeaf,
  type DevCa,
  makeDevCa,
  makeDevLeaf,
  makeTlsKey,
  privateKeyPem,
  reasonToRenew,
} from '@livepin/pki/make';
import { Certificate } from '@livepin/tls';
import { readIfThere, writeOutput } from './files.ts';

// A key is written before the certificate that names it, and is never replaced; certificates are replaced as a whole. So
// whatever point a call is broken off at, the next one goes on from what is there.

/**
 * @returns the CA of the folder, which is made where there is none, and whether it was made now
 * @throws {LivepinError} LP_DEV_CA_UNUSABLE, LP_FILE_UNWRITABLE
 */
export async function openDevCa(
  folder: string,
  names: readonly CertificateName[],
  now: number,
): Promise<{ ca: DevCa; isNew: boolean }> {
  const files = filesOf(folder);
  const chain = await certificatesIn(files.chain);
  const trusted = await certificatesIn(files.root);
  if (!chain) {
    if (trusted) throw notOurs(files.root);
    return { ca: await createDevCa(files, names, now), isNew: true };
  }
  const [issuing, root] = chain;
  const key = await readIfThere(files.key);
  if (!issuing || !root) throw notOurs(files.chain);
  if (!key)
    throw new LivepinError('LP_DEV_CA_UNUSABLE', `${files.key} is missing: the CA can sign nothing without it.`);
  const ca = { root, issuing, issuingKey: readPrivateKey(key, files.key) };
  checkDevCa(ca, folder, now);
  if (trusted && trusted[0]?.fingerprint !== root.fingerprint) throw notOurs(files.root);
  if (!trusted) await writeOutput(files.root, formatPem('CERTIFICATE', root.der));
  return { ca, isNew: false };
}

interface Files {
  readonly key: string;
  /** The issuing CA, and the root behind it: one file, so that it is there with both or not at all. */
  readonly chain: string;
  /** The root again, alone: what is made trusted. */
  readonly root: string;
}

function filesOf(folder: string): Files {
  return {
    key: join(folder, 'issuing-ca-key.pem'),
    chain: join(folder, 'issuing-ca.pem'),
    root: join(folder, 'ca.pem'),
  };
}

async function createDevCa(files: Files, names: readonly CertificateName[], now: number): Promise<DevCa> {
  const issuingKey = await keyIn(files.key);
  const { root, issuing } = makeDevCa(issuingKey, names, now);
  await writeOutput(files.chain, [issuing, root].map((der) => formatPem('CERTIFICATE', der)).join(''));
  await writeOutput(files.root, formatPem('CERTIFICATE', root));
  return { root: new Certificate(root), issuing: new Certificate(issuing), issuingKey };
}

export interface DevLeaf {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly certificate: Certificate;
  /** Why it was made now; null where the one that was there does. */
  readonly renewed: string | null;
}

/** @returns the certificate for `names`, with its key beside it in the folder: what was there, or a new one */
export async function openDevLeaf(
  folder: string,
  ca: DevCa,
  names: readonly [CertificateName, ...CertificateName[]],
  now: number,
): Promise<DevLeaf> {
  const stem = join(folder, fileNameOf(names[0]));
  const [certificateFile, keyFile] = [`${stem}.pem`, `${stem}-key.pem`];
  const before = await certificatesIn(certificateFile);
  if (before && !isLeafOf(ca, before)) throw notOurs(certificateFile);
  // With a key of its own, before the key is written: names that the CA may not sign leave nothing behind.
  checkDevLeaf(ca, makeDevLeaf(ca, makeTlsKey('P-256'), names, now), folder, now);
  const key = await keyIn(keyFile);
  const [leaf] = before ?? [];
  const reason = leaf ? reasonToRenew(leaf, ca, key, names, now) : 'it is new';
  if (leaf && reason === null) return { certificateFile, keyFile, certificate: leaf, renewed: null };
  const made = makeDevLeaf(ca, key, names, now);
  const chain = [made, ca.issuing.der].map((der) => formatPem('CERTIFICATE', der)).join('');
  await writeOutput(certificateFile, chain, { mayReplace: true });
  return { certificateFile, keyFile, certificate: new Certificate(made), renewed: reason };
}

/** The file of a host called "issuing-ca" would be that of the CA itself. */
function isLeafOf({ issuing }: DevCa, [leaf, issuer]: readonly Certificate[]): boolean {
  return leaf?.issuer === issuing.subject && issuer?.fingerprint === issuing.fingerprint;
}

/** A wildcard and the colons of IPv6 cannot stand in file names everywhere. */
function fileNameOf({ text }: CertificateName): string {
  return text.replace('*', '_wildcard').replaceAll(':', '-');
}

/** The key in a file of mode 0600; a new one of P-256 where there is none. */
async function keyIn(file: string): Promise<KeyObject> {
  const bytes = await readIfThere(file);
  if (bytes) return readPrivateKey(bytes, file);
  const key = makeTlsKey('P-256');
  await writeOutput(file, privateKeyPem(key), { isSecret: true });
  return key;
}

async function certificatesIn(file: string): Promise<Certificate[] | null> {
  const bytes = await readIfThere(file);
  if (!bytes) return null;
  const certificates = readPins(bytes, file).map(({ certificate }) => certificate);
  if (certificates.some((certificate) => certificate === undefined)) throw notOurs(file);
  return certificates.filter((certificate) => certificate !== undefined);
}

function notOurs(file: string): LivepinError<'LP_DEV_CA_UNUSABLE'> {
  const sentence = `${file} was not made by this development CA, and is left as it is.`;
  return new LivepinError('LP_DEV_CA_UNUSABLE', sentence);
}
