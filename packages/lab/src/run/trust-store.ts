import { createHash, X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import tls from 'node:tls';
import { arrange, writeKeyFile } from '@livepin/pki';
import { Certificate } from '@livepin/tls';
import type { GenuineChain } from '../forge/genuine-chain.ts';
import { type LabCas, pemOfCas, type TrustableCa } from '../forge/lab-cas.ts';
import { makeFolder } from '../make-folder.ts';
import { sparing } from './sparing.ts';

/** The files that play a device's trust store, with public certificates alone. */
export interface TrustStore {
  /** PEM. */
  readonly caFile: string;
  /** For Java, which reads no PEM: a key store (JKS), under `javaPassphrase`. */
  readonly javaFile: string;
  /** A folder without a certificate, for what would look for more in one. */
  readonly emptyFolder: string;
  /** Settings of wget, which has no variable for CAs. */
  readonly wgetFile: string;
}

/** No secret: it protects nothing, and Java wants one. */
export const javaPassphrase = 'changeit';

/**
 * What devices trust before the lab comes: the CAs of this system and of Node, and those that the tester gives.
 * @param given PEM, or null
 * @returns PEM texts of one certificate each, without copies
 */
export function genuineAnchors(given: string | null): string[] {
  const kinds = ['system', 'bundled', 'extra'] as const;
  const pems = [...kinds.flatMap((kind) => tls.getCACertificates(kind)), ...blocksOf(given ?? '')];
  return [...new Map(pems.map((pem) => [pem.replace(/\s/g, ''), `${pem.trim()}\n`])).values()];
}

function blocksOf(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** Trust stores of one lab, each made when a run first wants it. */
export class TrustStores {
  readonly #folder: string;
  readonly #cas: LabCas;
  readonly #genuine: readonly string[];
  readonly #stores = new Map<string, Promise<TrustStore>>();

  /** @param folder the lab's own, which goes with it */
  constructor(folder: string, cas: LabCas, genuine: readonly string[]) {
    this.#folder = folder;
    this.#cas = cas;
    this.#genuine = genuine;
  }

  /** The genuine CAs and these. */
  with(trusted: readonly TrustableCa[]): Promise<TrustStore> {
    return this.#made(['genuine', ...trusted.toSorted()].join('-and-'), this.#genuine, trusted);
  }

  /**
   * As of a device that has lost the genuine CAs, and has another, since some programs take no empty store.
   * @param spared whose servers are trusted all the same
   * @param others whose servers are not, whatever they have in common with those
   */
  without(spared: readonly GenuineChain[], others: readonly GenuineChain[]): Promise<TrustStore> {
    const kept = sparing(spared, others, this.#genuine);
    const name = kept.length === 0 ? 'none' : createHash('sha256').update(kept.join('')).digest('hex').slice(0, 16);
    return this.#made(`${name}-and-user-ca`, kept, ['user-ca']);
  }

  #made(name: string, genuine: readonly string[], trusted: readonly TrustableCa[]): Promise<TrustStore> {
    const pem = [...genuine, pemOfCas(this.#cas, trusted)].join('');
    const store = this.#stores.get(name) ?? writeTrustStore(join(this.#folder, `trusts-${name}`), pem);
    this.#stores.set(name, store);
    return store;
  }
}

/** @param folder is made; what stands in it under the store's names is replaced */
export async function writeTrustStore(folder: string, pem: string): Promise<TrustStore> {
  const store = {
    caFile: join(folder, 'ca.pem'),
    javaFile: join(folder, 'ca.jks'),
    emptyFolder: join(folder, 'empty'),
    wgetFile: join(folder, 'wgetrc'),
  };
  makeFolder(store.emptyFolder);
  await Promise.all([
    writeFile(store.caFile, pem),
    writeFile(store.javaFile, javaStoreOf(pem)),
    writeFile(store.wgetFile, `ca_certificate = ${store.caFile}\nca_directory = ${store.emptyFolder}\n`),
  ]);
  return store;
}

function javaStoreOf(pem: string): Buffer {
  const certificates = blocksOf(pem).flatMap((block) => {
    const der = new X509Certificate(block).raw;
    const alias = createHash('sha256').update(der).digest('hex').slice(0, 16);
    return [{ kind: 'certificate' as const, certificate: new Certificate(der), alias }];
  });
  const options = { passphrase: javaPassphrase, protection: 'modern' as const, alias: undefined, now: 0 };
  return writeKeyFile(arrange(certificates), 'jks', options);
}
