import { issue, makeKey, nameConstraints } from '@livepin/testkit';
import { accepted, acceptedAsGenuine, attack, type Family, pinsOf } from '../case.ts';
import { genuine, hierarchy, host, rogueIntermediate, rogueRoot } from '../world.ts';

const { root, intermediate, leaf } = genuine;

const underRoot = issue({ subject: `CN=${host}`, issuer: root });
const issuing = issue({ subject: 'CN=Genuine Issuing CA', ca: true, issuer: intermediate });
const underIssuing = issue({ subject: `CN=${host}`, issuer: issuing });

const rsaKeys = [0, 1, 2].map(() => makeKey('RSA'));
const rsa = hierarchy('RSA', {}, rsaKeys);
const rsaSignedByPss = hierarchy('RSA', { pss: true }, rsaKeys);
const rsaPss = hierarchy('RSA-PSS');
const p384 = hierarchy('P-384', { hash: 'sha384' });
const p521 = hierarchy('P-521', { hash: 'sha512' });
const ed25519 = hierarchy('Ed25519');

const mixed = {
  root: rsa.root,
  intermediate: issue({ subject: 'CN=Genuine CA', ca: true, issuer: rsa.root, key: p384.intermediate.key }),
  leaf: issue({ subject: `CN=${host}`, issuer: p384.intermediate }),
};

const wildcard = issue({ subject: 'CN=*.example.com', issuer: intermediate, key: leaf.key });

const constrained = issue({
  subject: 'CN=Genuine CA',
  ca: true,
  pathLength: 0,
  issuer: root,
  key: intermediate.key,
  extensions: [nameConstraints(['example.com'], ['internal.example.com'])],
});

const anonymousKeys = hierarchy('P-256', { keyIds: false });

export const genuineServers: Family = {
  name: 'Genuine servers, the odd ones too',
  says: 'Whoever refuses one of these locks an app out. Odd, yet seen in the field: orders, copies and strangers in what a server sends; key types that half of the programs have never met.',
  cases: [
    attack({
      id: 'p256',
      says: 'Root, intermediate and leaf with P-256 keys, over TLS 1.3.',
      shows: [leaf, intermediate],
      tls: { minVersion: 'TLSv1.3' },
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'p256-tls12',
      says: 'The same over TLS 1.2.',
      shows: [leaf, intermediate],
      tls: { maxVersion: 'TLSv1.2' },
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'two-levels',
      says: 'The root signs the leaf itself.',
      shows: [underRoot],
      pins: { leaf: underRoot.pin },
      must: accepted(['leaf', 'root'], 'its key is on the verified path', 'this path has no such key'),
    }),
    attack({
      id: 'four-levels',
      says: 'One more CA between the pinned intermediate and the leaf.',
      shows: [underIssuing, issuing, intermediate],
      pins: { leaf: underIssuing.pin },
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'rsa-tls12',
      says: 'RSA-2048 throughout, over TLS 1.2.',
      shows: [rsa.leaf, rsa.intermediate],
      tls: { maxVersion: 'TLSv1.2' },
      anchors: [rsa.root, rogueRoot],
      pins: pinsOf(rsa),
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'rsa-signed-by-pss',
      says: 'RSA keys, and certificates signed by RSASSA-PSS.',
      shows: [rsaSignedByPss.leaf, rsaSignedByPss.intermediate],
      anchors: [rsaSignedByPss.root, rogueRoot],
      pins: pinsOf(rsaSignedByPss),
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'rsa-pss',
      says: 'Keys of the type that is for RSASSA-PSS alone.',
      shows: [rsaPss.leaf, rsaPss.intermediate],
      anchors: [rsaPss.root, rogueRoot],
      pins: pinsOf(rsaPss),
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'p384',
      says: 'P-384 with SHA-384 throughout.',
      shows: [p384.leaf, p384.intermediate],
      anchors: [p384.root, rogueRoot],
      pins: pinsOf(p384),
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'p521',
      says: 'P-521 with SHA-512 throughout, over TLS 1.2.',
      shows: [p521.leaf, p521.intermediate],
      tls: { maxVersion: 'TLSv1.2' },
      anchors: [p521.root, rogueRoot],
      pins: pinsOf(p521),
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'ed25519',
      says: 'Ed25519 throughout.',
      shows: [ed25519.leaf, ed25519.intermediate],
      anchors: [ed25519.root, rogueRoot],
      pins: pinsOf(ed25519),
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'mixed-keys',
      says: 'An RSA root, a P-384 intermediate, a P-256 leaf.',
      shows: [mixed.leaf, mixed.intermediate],
      anchors: [mixed.root, rogueRoot],
      pins: pinsOf(mixed),
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'wrong-order',
      says: 'The leaf, then the root, then the intermediate.',
      shows: [leaf, root, intermediate],
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'duplicates',
      says: 'The intermediate twice and the leaf once more.',
      shows: [leaf, intermediate, leaf, intermediate],
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'root-sent-along',
      says: 'The root, too, which the client has.',
      shows: [leaf, intermediate, root],
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'strangers',
      says: 'Certificates of another hierarchy before the intermediate and after it.',
      shows: [leaf, rogueIntermediate, intermediate, rogueRoot],
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'intermediate-in-the-ca-file',
      says: 'Only the leaf: the intermediate is among the certificates that the device was given.',
      shows: [leaf],
      anchors: [root, intermediate, rogueRoot],
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'no-key-identifiers',
      says: 'No certificate says whose key signed it.',
      shows: [anonymousKeys.leaf, anonymousKeys.intermediate],
      anchors: [anonymousKeys.root, rogueRoot],
      pins: pinsOf(anonymousKeys),
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'wildcard',
      says: 'A certificate for `*.example.com`.',
      shows: [wildcard, intermediate],
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'limited-ca-within-its-limits',
      says: 'The intermediate may sign no CA, and only names below `example.com`.',
      shows: [leaf, constrained],
      must: acceptedAsGenuine,
    }),
  ],
};
