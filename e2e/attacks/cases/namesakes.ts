import { type CertificateSketch, issue, keyIdentifiers, makeKey } from '@livepin/testkit';
import { accepted, attack, type Family, refused } from '../case.ts';
import { genuine, host, rogueRoot } from '../world.ts';

const { root, intermediate, leaf } = genuine;
const notOnThePath = 'the path that is verified ends at the namesake: another key under the same name';

// The pinned CA's name is free for anyone to take who makes a CA that the device is told to trust.
const namesakeOf = (subject: string, more: Partial<CertificateSketch> = {}) => issue({ subject, ca: true, ...more });
const leafBy = (issuer: ReturnType<typeof issue>, more: Partial<CertificateSketch> = {}) =>
  issue({ subject: `CN=${host}`, issuer, ...more });

const ofIntermediate = namesakeOf(intermediate.subject);
const ofIntermediateCopyingIds = (() => {
  const key = makeKey();
  // Both identifiers are those of the genuine key: as a self-signed certificate would have them.
  const ids = keyIdentifiers(intermediate.key, intermediate.key);
  return namesakeOf(intermediate.subject, { key, extensions: ids });
})();
const ofRoot = namesakeOf(root.subject);
const ofRootCopyingIds = namesakeOf(root.subject, { extensions: keyIdentifiers(root.key, root.key) });
const belowRogueRoot = namesakeOf(intermediate.subject, { issuer: rogueRoot });
const belowRogueRootWithoutIds = namesakeOf(intermediate.subject, { issuer: rogueRoot, keyIds: false });

/** The issuer's key as the genuine one's identifier names it. */
const namingGenuineIssuer = (issuer: { key: typeof root.key }) => ({
  extensions: keyIdentifiers(makeKey(), issuer.key).slice(1),
});

const rekeyed = issue({ subject: intermediate.subject, ca: true, issuer: root });
const rekeyedLeaf = issue({ subject: `CN=${host}`, issuer: rekeyed, key: leaf.key });

export const namesakes: Family = {
  name: 'Namesakes of the pinned CA',
  says: 'A certificate names its issuer by a text, and by an identifier that anyone can copy. A walk that follows those goes from the attacker’s leaf straight to the genuine CA.',
  cases: [
    attack({
      id: 'namesake-of-intermediate',
      says: 'A trusted root with the name of the pinned intermediate; no key identifiers in the leaf; the genuine CAs sent along.',
      shows: [leafBy(ofIntermediate, { keyIds: false }), intermediate, root],
      anchors: [root, ofIntermediate],
      must: refused(notOnThePath),
      passesPlatform: true,
    }),
    attack({
      id: 'namesake-of-intermediate-with-identifiers',
      says: 'The same with true key identifiers.',
      shows: [leafBy(ofIntermediate), intermediate, root],
      anchors: [root, ofIntermediate],
      must: refused(notOnThePath),
      passesPlatform: true,
    }),
    attack({
      id: 'namesake-of-intermediate-copying-identifiers',
      says: 'The same with the key identifiers of the pinned intermediate.',
      shows: [leafBy(ofIntermediateCopyingIds, namingGenuineIssuer(intermediate)), intermediate, root],
      anchors: [root, ofIntermediateCopyingIds],
      must: refused(notOnThePath),
      passesPlatform: true,
    }),
    attack({
      id: 'namesake-of-root',
      says: 'A trusted root with the name of the pinned root; no key identifiers in the leaf.',
      shows: [leafBy(ofRoot, { keyIds: false }), root],
      anchors: [ofRoot, root],
      must: refused(notOnThePath),
      passesPlatform: true,
    }),
    attack({
      id: 'namesake-of-root-copying-identifiers',
      says: 'The same with the key identifiers of the pinned root; the device trusts both.',
      shows: [leafBy(ofRootCopyingIds, namingGenuineIssuer(root)), root],
      anchors: [ofRootCopyingIds, root],
      must: refused(notOnThePath),
      passesPlatform: true,
    }),
    attack({
      id: 'namesake-below-the-rogue-root',
      says: 'An intermediate of the rogue root with the name of the pinned one, and that one after it.',
      shows: [leafBy(belowRogueRoot), belowRogueRoot, intermediate, root],
      must: refused(notOnThePath),
      passesPlatform: true,
    }),
    attack({
      id: 'namesake-behind-the-genuine-one',
      says: 'The same without key identifiers, the genuine intermediate first.',
      shows: [leafBy(belowRogueRootWithoutIds, { keyIds: false }), intermediate, belowRogueRootWithoutIds, root],
      must: refused('no path on which every signature is good holds a pinned key'),
    }),
    attack({
      id: 'rekeyed-sibling',
      says: 'Genuine: the CA has a new key under its old name and sends both certificates. The backup pin is of the new key.',
      shows: [rekeyedLeaf, intermediate, rekeyed],
      pins: { backup: rekeyed.pin },
      must: accepted(
        ['leaf', 'root', 'backup'],
        'its key is on the verified path',
        'the old key is sent along, and signed nothing here',
      ),
    }),
  ],
};
