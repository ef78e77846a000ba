import type { KeyObject } from 'node:crypto';
import { LivepinError } from '@livepin/core';
import { type Certificate, findPaths, newReport, trustAnchorsOf, x509Of } from '@livepin/tls';
import type { CertificateName } from './certificate-name.ts';
import type { DevCa } from './dev-ca.ts';
import { spkiOf } from './extensions.ts';
import { addressText } from './ip-bytes.ts';

/** A leaf is renewed when less than a third of it is left: 16 days. */
const renewalSeconds = 16 * 86_400;

/**
 * @param where the folder, for messages
 * @throws {LivepinError} LP_DEV_CA_UNUSABLE: the parts do not belong together, or its time is over
 */
export function checkDevCa({ root, issuing, issuingKey }: DevCa, where: string, now: number): void {
  const unusable = (what: string) => new LivepinError('LP_DEV_CA_UNUSABLE', `The development CA in ${where} ${what}.`);
  if (!spkiOf(issuingKey).equals(issuing.spki)) throw unusable('has a key that is not that of its certificate');
  const rootKey = root.publicKey;
  if (!rootKey || !x509Of(issuing.der).verify(rootKey)) throw unusable('has an issuing CA that its root did not sign');
  if (now > issuing.notAfter) throw unusable(`has come to its end on ${dateOf(issuing.notAfter)}`);
  if (now < issuing.notBefore) throw unusable(`begins on ${dateOf(issuing.notBefore)} only`);
}

/**
 * Whether the CA's own constraints, dates and signatures let `leaf` pass, as every client will judge it.
 * @throws {LivepinError} LP_DEV_CA_NAME
 */
export function checkDevLeaf({ root, issuing }: DevCa, leaf: Uint8Array, where: string, now: number): void {
  const fault = faultOfPath([leaf, issuing.der], root, now);
  if (fault)
    throw new LivepinError('LP_DEV_CA_NAME', `The development CA in ${where} was not made for this: ${fault}.`);
}

function faultOfPath(certificates: readonly Uint8Array[], root: Certificate, now: number): string | null {
  const report = newReport();
  const found = findPaths({ certificates, anchors: trustAnchorsOf([root.der]), now }, report).next();
  return found.done ? report.lastFault : null;
}

/** Why a leaf is made: there is none, or the one that is there does not do. Null: it does. */
export function reasonToRenew(
  leaf: Certificate,
  { root, issuing }: DevCa,
  key: KeyObject,
  names: readonly CertificateName[],
  now: number,
): string | null {
  if (!spkiOf(key).equals(leaf.spki)) return 'it was of another key';
  const has = (leaf.extensions.subjectAltNames ?? []).map((name) =>
    name.form === 'dns' ? name.text : name.form === 'ip' ? addressText(name.bytes) : name.form,
  );
  if (
    has.sort().join() !==
    names
      .map(({ text }) => text)
      .sort()
      .join()
  )
    return 'it had other names';
  const fault = faultOfPath([leaf.der, issuing.der], root, now);
  if (fault) return fault;
  return leaf.notAfter - now < renewalSeconds && leaf.notAfter < issuing.notAfter ? 'it was about to end' : null;
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
