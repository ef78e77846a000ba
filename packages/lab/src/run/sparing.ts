import { X509Certificate } from 'node:crypto';
import type { GenuineChain } from '../forge/genuine-chain.ts';

/**
 * What a trust store has to hold so that some hosts are trusted and none of the others: of the certificates that the chains of
 * the former lead to, their own among them, those that the others' do not lead to. Where the root is the same, that is an
 * intermediate or a leaf, which OpenSSL takes for an anchor only where it is told to (X509_V_FLAG_PARTIAL_CHAIN).
 * @param anchors PEM, one certificate each
 * @returns PEM
 */
export function sparing(
  spared: readonly GenuineChain[],
  others: readonly GenuineChain[],
  anchors: readonly string[],
): string[] {
  const [ours, theirs] = [spared, others].map((chains) => chains.flatMap(certificatesOf));
  const all = [...ours!, ...theirs!, ...anchors.map((pem) => new X509Certificate(pem))];
  const shared = new Set(ledTo(theirs!, all).map(String));
  return [...new Set(ledTo(ours!, all).map(String))].filter((pem) => !shared.has(pem));
}

function certificatesOf({ certificates }: GenuineChain): X509Certificate[] {
  return certificates.map(({ der }) => new X509Certificate(der));
}

/** These, their issuers, and the issuers of those. */
function ledTo(from: readonly X509Certificate[], all: readonly X509Certificate[]): X509Certificate[] {
  const found = new Set(from);
  // What is added while they are gone through is gone through too.
  for (const certificate of found) {
    for (const other of all)
      if (certificate.checkIssued(other) && certificate.verify(other.publicKey)) found.add(other);
  }
  return [...found];
}
