import { issue, makeKey } from '@livepin/testkit';
import { acceptedAsGenuine, attack, type Family, refused } from '../case.ts';
import { genuine, host, rogueRoot, victim } from '../world.ts';

const { root, intermediate, leaf } = genuine;
const weakKey = makeKey('RSA-1024');
const weakLeaf = issue({ subject: `CN=${host}`, issuer: intermediate, key: weakKey });
const weakCa = issue({ subject: 'CN=Genuine CA', ca: true, issuer: root, key: weakKey });
const belowWeakCa = issue({ subject: `CN=${host}`, issuer: weakCa, key: leaf.key });
const rogueRootByWeakCa = issue({ subject: rogueRoot.subject, key: rogueRoot.key, ca: true, issuer: weakCa });
const sha1Leaf = issue({ subject: `CN=${host}`, issuer: intermediate, key: leaf.key, hash: 'sha1' });
const sha1Ca = issue({ subject: 'CN=Genuine CA', ca: true, issuer: root, key: intermediate.key, hash: 'sha1' });
const sha1Root = issue({ subject: 'CN=Genuine Root', ca: true, key: root.key, hash: 'sha1' });

// A server that has such a key must be told that it may use it.
const tls = { ciphers: 'DEFAULT@SECLEVEL=0' };

export const weakKeys: Family = {
  name: 'Weak keys and signatures',
  says: 'A pinned key that can be computed from its certificate, a signature that can be moved to another: the pin still fits. Where Go and the JDK differ here it is what they put up with by themselves: RSA keys from 1,024 bits on, and the JDK, below CAs that did not come with it, SHA-1.',
  cases: [
    attack({
      id: 'leaf-rsa-1024',
      says: 'The pinned leaf has an RSA key of 1,024 bits.',
      shows: [weakLeaf, intermediate],
      tls,
      pins: { leaf: weakLeaf.pin },
      must: refused('no key of 1,024 bits may have a certificate since 2014'),
    }),
    attack({
      id: 'ca-rsa-1024',
      says: 'The pinned intermediate has one.',
      shows: [belowWeakCa, weakCa],
      tls,
      pins: { intermediate: weakCa.pin },
      must: refused('whoever computes the key of the CA makes any certificate'),
    }),
    attack({
      id: 'ca-rsa-1024-beside',
      says: 'The same, and who has computed that key has certified the rogue root’s, whose own path the platform takes.',
      shows: [victim, rogueRootByWeakCa, weakCa],
      tls,
      pins: { intermediate: weakCa.pin },
      must: refused('the path through the pinned CA rests on a key that anyone may have; the other holds no pin'),
      passesPlatform: true,
    }),
    attack({
      id: 'leaf-sha1',
      says: 'The leaf is signed with SHA-1.',
      shows: [sha1Leaf, intermediate],
      tls,
      must: refused('signatures over SHA-1 have been moved to forged certificates'),
    }),
    attack({
      id: 'ca-sha1',
      says: 'The intermediate is signed with SHA-1.',
      shows: [leaf, sha1Ca],
      tls,
      must: refused('signatures over SHA-1 have been moved to forged certificates'),
    }),
    attack({
      id: 'root-sha1',
      says: 'Genuine: only the trusted root’s signature over itself is made with SHA-1, as those of old roots are.',
      shows: [leaf, intermediate],
      anchors: [sha1Root, rogueRoot],
      must: acceptedAsGenuine,
    }),
  ],
};
