import { BoundedCache } from '../bounded-cache.ts';
import type { Certificate } from '../certificate/certificate.ts';
import { isSignedBy } from './signature.ts';

// That a key made a signature is true for ever. That it did not is not worth remembering: of those, anyone can make as many
// as he likes. Whoever sends crowds of good ones pushes others out, which then are checked anew: no more.
const goodLinks = new BoundedCache<true>(2_000);
const maxSignatureChecks = 40;

/** Links in one search: each pair of a certificate and a key is checked once, and no more new ones than the bound. */
export class Links {
  readonly #checked = new Map<string, boolean>();
  readonly #report: { signatures: number };

  /** @param report counts the signatures that are checked */
  constructor(report: { signatures: number }) {
    this.#report = report;
  }

  /** @returns whether the key of `issuer` signed `certificate`; null where the bound is reached */
  isGood(certificate: Certificate, issuer: Certificate): boolean | null {
    const link = `${certificate.fingerprint} ${issuer.pin}`;
    if (goodLinks.get(link)) return true;
    const checked = this.#checked.get(link);
    if (checked !== undefined) return checked;
    if (this.#checked.size >= maxSignatureChecks) return null;
    this.#report.signatures++;
    const isGood = isSignedBy(certificate, issuer);
    this.#checked.set(link, isGood);
    if (isGood) goodLinks.set(link, true);
    return isGood;
  }
}
