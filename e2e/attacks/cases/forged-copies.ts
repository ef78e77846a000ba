import { type CertificateSketch, emailProtection, extendedKeyUsage, issue, nameConstraints } from '@livepin/testkit';
import { type AttackCase, argued, attack, type Family, refused } from '../case.ts';
import { genuine, host, lastMonth, rogueIntermediate, rogueRoot, victim, yesterday } from '../world.ts';

const { root, intermediate } = genuine;
const madeUp = Buffer.alloc(70, 0x42);
const pinnedName = { subject: intermediate.subject, key: intermediate.key, ca: true };

/** The pinned CA's own certificate, with a limit that the attacker would be rid of. */
const limited = (more: Partial<CertificateSketch>) => issue({ ...pinnedName, issuer: root, ...more });
const subordinate = issue({ subject: rogueRoot.subject, key: rogueRoot.key, issuer: intermediate, ca: true });
/** Anyone can write this: name and key are public, the dates fresh, the limits gone, the signature noise. */
const copy = issue({ ...pinnedName, issuer: root, signature: madeUp });
const copyOfRoot = issue({ subject: root.subject, key: root.key, ca: true, signature: madeUp });
/** A certificate for the pinned CA's name and key, signed by the rogue root in earnest. */
const certifiedByRogue = issue({ ...pinnedName, issuer: rogueRoot });

const otherNamesOnly = limited({ extensions: [nameConstraints(['other.example'])] });
const victimBelow = issue({ subject: `CN=${host}`, issuer: rogueIntermediate });
const subordinateBelow = issue({
  subject: rogueIntermediate.subject,
  key: rogueIntermediate.key,
  issuer: intermediate,
  ca: true,
});

const limits: readonly (Partial<CertificateSketch> & { readonly id: string; readonly is: string })[] = [
  { id: 'expired', is: 'has expired', notBefore: lastMonth, notAfter: yesterday },
  { id: 'name-constrained', is: 'may sign other names only', extensions: [nameConstraints(['other.example'])] },
  { id: 'email-only', is: 'is for e-mail only', extensions: [extendedKeyUsage(emailProtection)] },
  { id: 'path-length', is: 'may sign no CAs', pathLength: 0 },
];

const ofLimited = ({ id, is, ...limit }: (typeof limits)[number]): AttackCase =>
  attack({
    id: `forged-copy-${id}`,
    says: `The pinned CA ${is}; it has certified the rogue root’s key. A forged copy of its certificate without that limit is sent, and the genuine one.`,
    shows: [victim, subordinate, copy, limited(limit)],
    must: refused('the copy is not signed by anyone, and the genuine certificate does not allow it'),
    passesPlatform: true,
  });

export const forgedCopies: Family = {
  name: 'Forged copies of the pinned certificate',
  says: 'A pin is the hash of a public key, and the key can be put into any certificate. A client that takes whatever holds the pinned key for an anchor, as "connect again with only the pinned certificates trusted" does, never looks at the signature of the copy.',
  cases: [
    ...limits.map(ofLimited),
    attack({
      id: 'forged-root',
      says: 'The device does not trust the pinned root; a copy of it with a made-up signature is sent.',
      shows: [victim, subordinate, intermediate, copyOfRoot],
      anchors: [rogueRoot],
      must: refused('no path through the pinned keys ends at anything that the device trusts'),
      passesPlatform: true,
    }),
    attack({
      id: 'limit-lifted-in-a-circle',
      says: 'The pinned CA may sign other names only, and has certified the rogue root’s key; the rogue root signs a certificate for the pinned CA’s name and key that has no such limit.',
      shows: [victim, subordinate, certifiedByRogue, otherNamesOnly],
      must: refused('the path would start where it ends: at the rogue root’s key'),
      passesPlatform: true,
    }),
    attack({
      id: 'limit-lifted',
      says: 'The same with the key of the rogue root’s intermediate: no key comes twice.',
      shows: [victimBelow, rogueIntermediate, subordinateBelow, certifiedByRogue, otherNamesOnly],
      must: argued(
        ['intermediate'],
        'by RFC 5280 the path is valid: the pinned key signed the CA below it, and a trusted root vouches for the pinned key. A pin is of a key, and limits stand in certificates: who pins the key of a limited CA pins whatever that key has signed',
        'its key is not on the path',
      ),
      passesPlatform: true,
    }),
  ],
};
