import { type Issued, issue, keyIdentifiers, makeKey, octets } from '@livepin/testkit';
import { attack, type Family, refused } from '../case.ts';
import { genuine, host, rogueRoot } from '../world.ts';

const { root, intermediate, leaf } = genuine;

/** An extension that nobody knows. Line breaks around the text are all that a reader of PEM asks for. */
const holding = ({ pem }: Issued) => ({ oid: '1.3.6.1.4.1.55555.2', value: octets(Buffer.from(`\n${pem}`)) });

// What the attacker shows is his own, with his own keys; the genuine certificate stands in each as text.
const rootHoldingRoot = issue({ subject: 'CN=Rogue Root', ca: true, extensions: [holding(root)] });
const caHoldingIntermediate = issue({
  subject: 'CN=Rogue CA',
  ca: true,
  issuer: rootHoldingRoot,
  extensions: [holding(intermediate)],
});
const victimHoldingLeaf = issue({
  subject: `CN=${host}`,
  issuer: caHoldingIntermediate,
  extensions: [holding(leaf)],
});

// The other way round: certificates of the pinned keys under the name of the CA that signed, with that one's key as text.
const signing = { subject: 'CN=Rogue CA', key: makeKey(), ca: true, issuer: rogueRoot };
const inner = issue({ subject: 'CN=Inner', key: signing.key });
const ofPinnedKey = ({ key }: Issued) =>
  issue({ ...signing, key, extensions: [...keyIdentifiers(signing.key, rogueRoot.key), holding(inner)] });

export const textInside: Family = {
  name: 'Certificates inside certificates',
  says: 'Node takes bytes for PEM before it takes them for DER, wherever the text stands in them. Of a certificate that holds another one as PEM, in an extension or a name, `new X509Certificate(raw)` is the inner one, with the key of the inner one. TLS and the platform use the outer one.',
  cases: [
    attack({
      id: 'genuine-as-text-inside',
      says: 'The leaf, the intermediate and the root of the attacker, each of which holds the genuine one as text.',
      shows: [victimHoldingLeaf, caHoldingIntermediate],
      anchors: [root, rootHoldingRoot],
      must: refused('the pinned keys are in a text, and no certificate shown has them'),
      passesPlatform: true,
    }),
    attack({
      id: 'signing-key-as-text-inside',
      says: 'A rogue intermediate has signed the leaf. Beside it stand certificates of its name with the pinned keys, which the rogue root has signed in earnest; each holds a certificate with the key of that intermediate as text.',
      shows: [
        issue({ subject: `CN=${host}`, issuer: signing }),
        issue(signing),
        ...[leaf, intermediate, root].map(ofPinnedKey),
      ],
      must: refused('no pinned key has signed the leaf: the one that has stands in a text'),
      passesPlatform: true,
    }),
  ],
};
