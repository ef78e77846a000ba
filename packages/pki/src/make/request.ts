import type { KeyObject } from 'node:crypto';
import { LivepinError } from '@livepin/core';
import { bits, der, integer, oid, sequence, set } from '@livepin/tls/der';
import type { CertificateName } from './certificate-name.ts';
import { serverAuth, serverKeyUsage, spkiOf, subjectAltName } from './extensions.ts';
import { signingOf } from './signing.ts';
import { type Attribute, commonNameFor, encodeSubject } from './subject.ts';

export interface RequestSketch {
  readonly key: KeyObject;
  /** What to call the key in messages. */
  readonly where: string;
  readonly names: readonly [CertificateName, ...CertificateName[]];
  /** Without a common name: the first host name that is short enough becomes it. */
  readonly subject: readonly Attribute[];
}

/**
 * A request for the certificate of a TLS server (RFC 2986), with its names where clients look for them.
 * @returns DER
 * @throws {LivepinError} LP_KEY_UNUSABLE; LP_SUBJECT_MALFORMED: a common name that is none of the names
 */
export function makeRequest({ key, where, names, subject }: RequestSketch): Uint8Array {
  const signing = signingOf(key, where);
  const attributes = withCommonName(subject, names);
  // RFC 5280 §4.2.1.6: where the subject is empty, the names are what counts, and must be critical.
  const extensions = sequence(subjectAltName(names, attributes.length === 0), serverKeyUsage(key), serverAuth());
  const extensionRequest = sequence(oid('1.2.840.113549.1.9.14'), set(extensions));
  const info = sequence(integer(0), encodeSubject(attributes), spkiOf(key), der(0xa0, extensionRequest));
  return sequence(info, signing.algorithm, bits(signing.sign(info)));
}

function withCommonName(subject: readonly Attribute[], names: RequestSketch['names']): readonly Attribute[] {
  const given = subject.filter(({ type }) => type === 'CN');
  const foreign = given.find(({ value }) => !names.some(({ text }) => text === value.toLowerCase()));
  if (foreign) {
    const sentence = `The common name ${JSON.stringify(foreign.value)} is none of the names: CAs refuse it, and clients do not look at it.`;
    throw new LivepinError('LP_SUBJECT_MALFORMED', sentence);
  }
  return given.length > 0 ? subject : [...subject, ...commonNameFor(names)];
}
