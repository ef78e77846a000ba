import { type Certificate, x509Of } from '@livepin/tls';

/** How the certificates of a file or handshake belong together. Numbers are places in the list as it came, from 0. */
export interface Chain {
  /** The one for a server, its issuer, and so on, as far as the list goes. Empty: they make no chain, but a collection of CAs. */
  readonly path: readonly number[];
  /** Copies of one that stands further up. */
  readonly copies: readonly number[];
  /** Those that have signed none of the others, and are not signed by one that has: they lead nowhere. */
  readonly strangers: readonly number[];
  readonly isSelfSigned: (index: number) => boolean;
}

// Far beyond every genuine file, and little work: who makes up a crowd of namesakes has them shown as strangers.
const maxSignatureChecks = 1000;

/** Pure: no clock, no trust; by names and signatures. */
export function chainOf(certificates: readonly Certificate[]): Chain {
  const links = new Links(certificates);
  const copies = certificates.flatMap((one, index) =>
    certificates.findIndex(({ fingerprint }) => fingerprint === one.fingerprint) < index ? [index] : [],
  );
  const own = certificates.map((_, index) => index).filter((index) => !copies.includes(index));
  const leaf = leafAmong(own, certificates, links);
  if (leaf === null) return { path: [], copies, strangers: [], isSelfSigned: (index) => links.has(index, index) };
  const path = [leaf];
  for (let last = leaf; !links.has(last, last); last = path[path.length - 1]!) {
    // Of several issuers (cross-signs) the one that the file puts next.
    const next = own.filter((index) => !path.includes(index) && links.has(last, index));
    const issuer = next.find((index) => index > last) ?? next[0];
    if (issuer === undefined) break;
    path.push(issuer);
  }
  const reached = new Set(path);
  for (const index of reached) for (const other of own) if (links.has(index, other)) reached.add(other);
  const strangers = own.filter((index) => !reached.has(index));
  return { path, copies, strangers, isSelfSigned: (index) => links.has(index, index) };
}

/**
 * The certificate that the others are there for: the first that is no CA and has issued none, or else a CA that has host names.
 * Null for CAs alone: a trust store, or the upper part of a chain.
 */
function leafAmong(own: readonly number[], certificates: readonly Certificate[], links: Links): number | null {
  const [first] = own;
  if (first === undefined || own.length === 1) return first ?? null;
  // Roots of version 1 are older than the CA bit.
  const isCa = (index: number) => {
    const { extensions, version, isSelfIssued } = certificates[index]!;
    return extensions.basicConstraints?.isCa === true || (version === 1 && isSelfIssued);
  };
  const hasNames = (index: number) => hasHostNames(certificates[index]!);
  const hasIssued = (index: number) => own.some((other) => other !== index && links.has(other, index));
  const leaf =
    own.find((index) => !isCa(index) && !hasIssued(index)) ?? own.find((index) => hasNames(index) && !hasIssued(index));
  return leaf ?? (own.every(isCa) ? null : first);
}

/** Some CAs have alternative names too: mail addresses of whoever runs them. */
export function hasHostNames({ extensions }: Certificate): boolean {
  return extensions.subjectAltNames?.some(({ form }) => form === 'dns' || form === 'ip') ?? false;
}

/** Who has issued whom: by name, and by a signature that is checked once. */
class Links {
  readonly #certificates: readonly Certificate[];
  readonly #known = new Map<string, boolean>();

  constructor(certificates: readonly Certificate[]) {
    this.#certificates = certificates;
  }

  /** Whether the certificate at `index` was issued by the one at `issuer`. */
  has(index: number, issuer: number): boolean {
    if (this.#certificates[index]!.issuer !== this.#certificates[issuer]!.subject) return false;
    const pair = `${index} ${issuer}`;
    const known = this.#known.get(pair);
    if (known !== undefined) return known;
    const good = this.#known.size < maxSignatureChecks && this.#isSigned(index, issuer);
    this.#known.set(pair, good);
    return good;
  }

  #isSigned(index: number, issuer: number): boolean {
    try {
      const key = this.#certificates[issuer]!.publicKey;
      return key !== null && x509Of(this.#certificates[index]!.der).verify(key);
    } catch {
      return false; // what OpenSSL cannot read is signed by nobody whom it could check
    }
  }
}
