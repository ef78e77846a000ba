import { createHash } from 'node:crypto';
import {
  type CertificateSketch,
  der,
  type Issued,
  integer,
  issue,
  type KeyPair,
  octets,
  oids,
  sequence,
} from '@livepin/testkit';
import { distinguishedName } from '@livepin/tls/der';
import { defectFrom } from './defects.ts';
import { keyFrom } from './key-pool.ts';
import { type Random, randomFrom } from './random.ts';

export interface PkiCertificate extends Issued {
  /** The name of its issuer, in the same form as `subject`. */
  readonly issuer: string;
  /** What it is and what is wrong with it, for messages. */
  readonly what: string;
}

/** A small PKI, and what a server of it shows to a device of it. */
export interface RandomPki {
  readonly seed: number;
  readonly leaf: PkiCertificate;
  /** The leaf first. */
  readonly sent: readonly PkiCertificate[];
  readonly anchors: readonly PkiCertificate[];
}

/** Who holds a name and a key. */
interface Holder {
  readonly subject: string;
  readonly key: KeyPair;
}

/**
 * 2 to 8 certificates: roots, CAs, cross-signs, re-keyed siblings, namesakes, cycles, forged copies, one key in two places,
 * and up to three defects. The same seed makes the same PKI but for the keys.
 * @param now seconds since 1970
 */
export function randomPki(seed: number, now: number): RandomPki {
  const random = randomFrom(seed);
  const builder = new Builder(random, `Seed ${seed}`, now);
  const roots = repeat(1 + random.below(3), (at) => builder.holder(`CN=Root ${at}`));
  const rootCertificates = roots.map((root) => builder.issue(root, root, 'root', { ca: true }));
  const cas: Holder[] = [];
  for (const at of repeat(random.below(5 - Math.floor(roots.length / 2)), (number) => number)) {
    const issuer = random.chance(0.8) ? (cas[at - 1] ?? random.pick(roots)) : random.pick([...roots, ...cas]);
    const ca = builder.holder(`CN=CA ${at}`);
    builder.issue(ca, issuer, 'CA', { ca: true });
    cas.push(ca);
  }
  const signers = [...roots, ...cas];
  const leafHolder = random.chance(0.04) ? random.pick(signers) : builder.holder('CN=api.example.com');
  const leafIssuer = random.chance(0.04)
    ? leafHolder
    : random.chance(0.8)
      ? signers[signers.length - 1]!
      : random.pick(signers);
  const leafAt = builder.issue(leafHolder, leafIssuer, 'leaf', { ca: false });
  for (const _ of repeat(random.below(Math.min(4, 9 - builder.count)), () => null)) builder.issueExtra(signers);
  builder.breakSome();
  const certificates = builder.certificates();
  const isAnchor = (at: number) => rootCertificates.includes(at) && (at === rootCertificates[0] || random.chance(0.6));
  const anchorPlaces = certificates
    .map((_, at) => at)
    .filter((at) => isAnchor(at) || (at === leafAt ? random.chance(0.03) : random.chance(0.04)));
  const anchors = anchorPlaces.map((at) => certificates[at]!);
  const leaf = certificates[leafAt]!;
  const sentAlong = certificates.filter((one, at) => at !== leafAt && (!anchors.includes(one) || random.chance(0.5)));
  return { seed, leaf, sent: [leaf, ...random.shuffled(sentAlong)], anchors };
}

interface Draft {
  readonly holder: Holder;
  readonly issuer: Holder;
  /** The name of the issuer may be spelled differently. */
  readonly issuerName: string;
  readonly serial: number;
  what: string;
  sketch: Partial<CertificateSketch>;
}

class Builder {
  readonly #random: Random;
  readonly #organisation: string;
  readonly #now: number;
  readonly #drafts: Draft[] = [];
  readonly #holders: Holder[] = [];

  constructor(random: Random, organisation: string, now: number) {
    this.#random = random;
    this.#organisation = organisation;
    this.#now = now;
  }

  get count(): number {
    return this.#drafts.length;
  }

  holder(name: string): Holder {
    const random = this.#random;
    const taken = this.#holders.length > 0 ? random.pick(this.#holders) : null;
    const holder = {
      subject: taken && random.chance(0.07) ? taken.subject : `O=${this.#organisation}, ${name}`,
      key: taken && random.chance(0.07) ? taken.key : keyFrom(random),
    };
    this.#holders.push(holder);
    return holder;
  }

  /** @returns the place of the certificate in the list */
  issue(holder: Holder, issuer: Holder, what: string, sketch: Partial<CertificateSketch>): number {
    const random = this.#random;
    const issuerName = random.chance(0.05)
      ? issuer.subject.toUpperCase().replace(/^O=SEED /, 'O=Seed  ')
      : issuer.subject;
    const serial = 1_000 + this.#drafts.length;
    const draft = { holder, issuer, issuerName, serial, what, sketch: { ...sketch, ...this.#keyIds(holder, issuer) } };
    return this.#drafts.push(draft) - 1;
  }

  /** A certificate more for somebody who has one. */
  issueExtra(signers: readonly Holder[]): void {
    const random = this.#random;
    const [subject, other] = [random.pick(signers), random.pick(signers)];
    switch (random.below(7)) {
      case 0:
      case 1:
        this.issue(subject, other, 'cross-sign', { ca: true });
        return;
      case 2: {
        const sibling = { subject: subject.subject, key: keyFrom(random) };
        this.issue(sibling, other, 're-keyed sibling', { ca: true });
        return;
      }
      case 3: {
        // A roll-over: the new key signed by the old one, or the old by the new.
        const renewed = { subject: subject.subject, key: keyFrom(random) };
        if (random.chance(0.5)) this.issue(renewed, subject, 'roll-over', { ca: true });
        else this.issue(subject, renewed, 'roll-back', { ca: true });
        return;
      }
      case 4:
        this.issue(subject, other, 'forged copy', { ca: true, signature: Buffer.alloc(64 + random.below(8), 0x31) });
        return;
      case 5:
        this.issue(subject, { ...other, key: keyFrom(random) }, 'CA by another key', { ca: true });
        return;
      default: {
        // One key in two places: under another name, below anyone.
        const double = { subject: `O=${this.#organisation}, CN=Double`, key: subject.key };
        this.issue(double, other, 'one key under another name', { ca: true });
      }
    }
  }

  /** Up to three things wrong. */
  breakSome(): void {
    const random = this.#random;
    for (const _ of repeat(random.pick([0, 0, 0, 1, 1, 1, 2, 2, 3]), () => null)) {
      const draft = random.pick(this.#drafts);
      const { what, change } = defectFrom(random, draft.sketch.ca ?? false, this.#organisation, this.#now);
      draft.what += `, ${what}`;
      draft.sketch = {
        ...draft.sketch,
        ...change,
        extensions: [...(draft.sketch.extensions ?? []), ...(change.extensions ?? [])],
      };
    }
  }

  certificates(): PkiCertificate[] {
    return this.#drafts.map(({ holder, issuer, issuerName, serial, what, sketch }) => ({
      ...issue({
        notBefore: this.#now - 86_400,
        notAfter: this.#now + 86_400 * 30,
        ...sketch,
        subject: holder.subject,
        key: holder.key,
        serial,
        issuer: { subject: issuerName, key: issuer.key },
      }),
      issuer: issuerName,
      what,
    }));
  }

  #keyIds(holder: Holder, issuer: Holder): Partial<CertificateSketch> {
    const random = this.#random;
    const kind = random.below(20);
    if (kind < 11) return { keyIds: true };
    if (kind < 17) return { keyIds: false };
    if (kind === 17) return { keyIds: false, extensions: [{ oid: oids.subjectKeyId, value: octets(keyIdOf(holder)) }] };
    // Of the issuer's certificate, by its issuer and number: one that exists, of the right holder or of another.
    const issued = this.#drafts.filter((draft) => draft.holder === issuer);
    const meant = kind === 18 && issued.length > 0 ? random.pick(issued) : undefined;
    if (!meant) return { keyIds: true };
    const value = sequence(
      der(0xa1, der(0xa4, distinguishedName(meant.issuerName))),
      der(0x82, integer(meant.serial).subarray(2)),
    );
    return { keyIds: false, extensions: [{ oid: oids.authorityKeyId, value }] };
  }
}

function keyIdOf({ key }: Holder): Buffer {
  return createHash('sha1').update(key.spki).digest();
}

function repeat<Item>(count: number, make: (at: number) => Item): Item[] {
  return Array.from({ length: count }, (_, at) => make(at));
}
