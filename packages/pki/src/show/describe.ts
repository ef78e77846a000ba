import type { Pin } from '@livepin/core';
import type { Certificate } from '@livepin/tls';
import type { Held } from '../read/held.ts';
import { type Finding, fault } from './finding.ts';
import { type JudgedCertificates, judgeCertificates, type Standpoint } from './judge-certificates.ts';
import { judgeRequest } from './judge-request.ts';
import { keyFindings } from './key-findings.ts';
import { type KeyView, keyViewOf } from './key-view.ts';
import { type RequestView, requestViewOf } from './request-view.ts';

/** What one file or server holds, described and judged. */
export interface Described {
  readonly from: string;
  readonly certificates: JudgedCertificates['views'];
  readonly requests: readonly RequestView[];
  readonly keys: readonly DescribedKey[];
  readonly findings: readonly Finding[];
}

export interface DescribedKey extends KeyView {
  readonly kind: 'private key' | 'public key';
  /** The certificates and requests of this key, in all files: "certificate 1 of api.crt". */
  readonly belongsTo: readonly string[];
}

export interface KeyFile {
  /** Its name, for messages. */
  readonly from: string;
  readonly held: readonly Held[];
}

/**
 * Describes files: the certificates of each are judged as a chain, and private keys are compared with those of all files. Pure.
 * @throws {LivepinError} LP_KEY_FILE_UNREADABLE: a malformed request
 */
export function describeFiles(files: readonly KeyFile[], standpoint: Omit<Standpoint, 'isServed'>): Described[] {
  const owners = ownersOf(files);
  return files.map(({ from, held }) => {
    const certificates = held.flatMap((one) => (one.kind === 'certificate' ? [one.certificate] : []));
    const judged = judgeCertificates(certificates, { ...standpoint, isServed: false });
    const requests = held.flatMap((one) => (one.kind === 'certificate request' ? [requestViewOf(one.der, from)] : []));
    const keys = held.flatMap((one) =>
      one.kind === 'private key' || one.kind === 'public key' ? [describeKey(one.kind, one.spki, owners)] : [],
    );
    const findings = [
      ...judged.findings,
      ...requests.flatMap((request) => judgeRequest(request, 'the request')),
      ...keys.flatMap((key) => [...keyFindings(key, `the ${key.kind}`), ...mismatch(key, from, owners)]),
    ];
    return { from, certificates: judged.views, requests, keys, findings };
  });
}

/** What a handshake showed. `nameFault` and `fault`: why it is not for the host, and why no path is trusted. */
export interface Served {
  readonly from: string;
  readonly certificates: readonly Certificate[];
  readonly nameFault: string | null;
  readonly fault: string | null;
}

/** Describes what a server sent. Pure. */
export function describeServed(served: Served, standpoint: Omit<Standpoint, 'isServed'>): Described {
  const { from, certificates, nameFault, fault: pathFault } = served;
  const judged = judgeCertificates(certificates, { ...standpoint, isServed: true });
  const isSaid = judged.findings.some(({ weight }) => weight === 'fault');
  const findings = [
    ...(nameFault
      ? [fault('LP_SHOW_WRONG_NAME', `The server's certificate is for another host: ${ended(nameFault)}`)]
      : []),
    ...judged.findings,
    ...(pathFault && !isSaid
      ? [fault('LP_SHOW_PATH', `No chain leads to a CA that is trusted here: ${ended(pathFault)}`)]
      : []),
  ];
  return { from, certificates: judged.views, requests: [], keys: [], findings };
}

type Owners = ReadonlyMap<Pin, readonly string[]>;

/** Where certificates and requests of each key are. */
function ownersOf(files: readonly KeyFile[]): Owners {
  const owners = new Map<Pin, string[]>();
  for (const { from, held } of files) {
    let number = 0;
    for (const one of held) {
      if (one.kind !== 'certificate' && one.kind !== 'certificate request') continue;
      const pin = one.kind === 'certificate' ? one.certificate.pin : keyViewOf(one.spki).pin;
      const owner = one.kind === 'certificate' ? `certificate ${++number} of ${from}` : `the request in ${from}`;
      owners.set(pin, [...(owners.get(pin) ?? []), owner]);
    }
  }
  return owners;
}

function describeKey(kind: DescribedKey['kind'], spki: Uint8Array, owners: Owners): DescribedKey {
  const view = keyViewOf(spki);
  return { kind, ...view, belongsTo: owners.get(view.pin) ?? [] };
}

function mismatch(key: DescribedKey, from: string, owners: Owners): Finding[] {
  if (key.kind !== 'private key' || owners.size === 0 || key.belongsTo.length > 0) return [];
  const sentence = `The private key in ${from} belongs to no certificate or request that is shown here.`;
  return [fault('LP_SHOW_KEY_MISMATCH', sentence)];
}

/** Some of the sentences of others end by themselves. */
function ended(sentence: string): string {
  return `${sentence.replace(/\.$/, '')}.`;
}
