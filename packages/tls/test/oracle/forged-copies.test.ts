import { type CertificateSketch, type Issued, issue, type KeyKind, keyIdentifiers, makeKey } from '@livepin/testkit';
import { findPaths, newReport, trustAnchorsOf } from '@livepin/tls';
import { describe, expect, test } from 'vitest';
import { openSslVerdict } from './openssl-in-process.ts';

// The device trusts an attacker's root, and the attacker has every genuine certificate. He copies them: same name, same
// key, same key identifiers, and whatever else he likes; only the key's owner could sign with it. No copy may bring a
// genuine key onto a path above a certificate of his, and none may hide the genuine path.

const kinds: readonly KeyKind[] = ['P-256', 'P-384', 'RSA', 'RSA-PSS', 'Ed25519'];
const noise = Buffer.alloc(71, 0x30);

describe.each(kinds)('%s keys', (kind) => {
  const key = () => makeKey(kind);
  const root = issue({ subject: 'CN=Genuine Root', ca: true, key: key() });
  const ca = issue({ subject: 'CN=Genuine CA', ca: true, issuer: root, key: key() });
  const leaf = issue({ subject: 'CN=api.example.com', issuer: ca, key: key() });
  const rogue = issue({ subject: 'CN=Rogue Root', ca: true, key: key() });
  // Anyone can buy a server certificate of the pinned CA; this one's key is a trusted root's as well.
  const double = key();
  const bought = issue({ subject: 'CN=attacker.example', issuer: ca, key: double });
  const doubleRoot = issue({ subject: 'CN=attacker.example', ca: true, key: double });
  const genuine = { leaf, ca, root };
  const trusted = [root, rogue, doubleRoot];

  const mine = key();
  const host = { subject: 'CN=api.example.com', key: mine };
  /** What the attacker shows as his own. */
  const attacks: Readonly<Record<string, Issued>> = {
    'issued by the rogue root': issue({ ...host, issuer: rogue }),
    'that says the genuine CA issued it': issue({
      ...host,
      issuer: { subject: ca.subject, key: rogue.key },
      keyIds: false,
      extensions: keyIdentifiers(mine, ca.key),
    }),
    'that says the genuine root issued it': issue({
      ...host,
      issuer: { subject: root.subject, key: rogue.key },
      keyIds: false,
    }),
    'issued with the key of a bought certificate': issue({ ...host, issuer: bought }),
    'issued by nobody': issue(host),
  };

  const originals: readonly { readonly what: string; readonly sketch: CertificateSketch; readonly own: Issued }[] = [
    { what: 'the pinned leaf', own: leaf, sketch: { subject: leaf.subject, key: leaf.key } },
    { what: 'the pinned CA', own: ca, sketch: { subject: ca.subject, key: ca.key } },
    { what: 'the pinned root', own: root, sketch: { subject: root.subject, key: root.key } },
    { what: 'the bought certificate', own: bought, sketch: { subject: bought.subject, key: bought.key } },
  ];

  /** Copies by every issuer that could be named, signed by noise or by a key that the attacker has. */
  function copiesOf(sketch: CertificateSketch): Issued[] {
    const issuers = [rogue.subject, ca.subject, root.subject, bought.subject, sketch.subject];
    const variants: Partial<CertificateSketch>[] = [
      { ca: true },
      { ca: true, keyIds: false },
      { ca: false, names: ['api.example.com'] },
    ];
    return issuers.flatMap((subject) =>
      variants.flatMap((variant) => [
        issue({ ...sketch, ...variant, issuer: { subject, key: rogue.key } }),
        issue({ ...sketch, ...variant, issuer: { subject, key: double } }),
        issue({ ...sketch, ...variant, issuer: { subject, key: double }, signature: noise }),
      ]),
    );
  }

  test.each(originals)('a copy of $what brings no genuine key onto a path of the attacker', async ({ sketch }) => {
    const copies = copiesOf(sketch);
    expect(copies).toHaveLength(45);
    for (const attack of Object.values(attacks)) {
      for (const copy of copies) {
        const { paths, report } = pathsOf([attack, copy, ca, bought, root, rogue], trusted);
        expect(report.isCutOff).toBe(false);
        const pins = new Set(paths.flat());
        for (const { pin } of Object.values(genuine)) expect(pins).not.toContain(pin);
      }
      // All of them at once, which is more than the bound on signatures lets anyone check.
      const pins = new Set(pathsOf([attack, ...copies, ca, bought, root, rogue], trusted).paths.flat());
      for (const { pin } of Object.values(genuine)) expect(pins).not.toContain(pin);
    }
  });

  test.each(originals)('a copy of $what hides no genuine path', ({ sketch }) => {
    for (const copy of copiesOf(sketch)) {
      const { paths } = pathsOf([leaf, copy, ca], trusted);
      expect(paths).toContainEqual([leaf.pin, ca.pin, root.pin]);
    }
  });

  test('what the attacker shows does lead to his own roots, where he has one', async () => {
    expect(pathsOf([attacks['issued by the rogue root']!], trusted).paths).toEqual([[mine.pin, rogue.pin]]);
    const bySecondUse = [attacks['issued with the key of a bought certificate']!, doubleRoot];
    expect(pathsOf([...bySecondUse, bought, ca], trusted).paths).toEqual([[mine.pin, double.pin]]);
    expect(await openSslVerdict(bySecondUse.map(({ der }) => der))).toBe('OK');
  });
});

const now = Math.floor(Date.now() / 1000);

function pathsOf(sent: readonly Issued[], trusted: readonly Issued[]) {
  const report = newReport();
  const anchors = trustAnchorsOf(trusted.map(({ der }) => der));
  const paths = findPaths({ certificates: sent.map(({ der }) => der), anchors, now }, report);
  return { paths: [...paths].map(({ path }) => path.map(({ pin }) => pin)), report };
}
