import type { Certificate } from '@livepin/tls';
import { childrenOf, contentOf, oidOf, readDer, tags, wholeOf } from '@livepin/tls/der';

/** What a copy takes over as it stands, byte for byte. */
export interface CertificateParts {
  readonly serialBytes: number;
  /** Names, DER. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** In their order. */
  readonly extensions: readonly ExtensionPart[];
}

export interface ExtensionPart {
  /** As `oidOf` writes it. */
  readonly type: string;
  readonly whole: Uint8Array;
  /** The content of the OCTET STRING: DER. */
  readonly value: Uint8Array;
}

/** @param certificate was read without a fault, so its shape is known */
export function partsOf({ der }: Certificate): CertificateParts {
  const fields = childrenOf(childrenOf(readDer(der))[0]!);
  if (fields[0]!.tag === 0xa0) fields.shift();
  const [serial, , issuer, , subject] = fields;
  const extensions = fields.find(({ tag }) => tag === 0xa3);
  return {
    serialBytes: contentOf(serial!).length,
    issuer: wholeOf(issuer!),
    subject: wholeOf(subject!),
    extensions: extensions ? childrenOf(childrenOf(extensions)[0]!).map(extensionPart) : [],
  };
}

function extensionPart(extension: ReturnType<typeof readDer>): ExtensionPart {
  const [type, ...rest] = childrenOf(extension);
  const value = rest.find(({ tag }) => tag === tags.octetString);
  return { type: oidOf(type), whole: wholeOf(extension), value: contentOf(value!) };
}
