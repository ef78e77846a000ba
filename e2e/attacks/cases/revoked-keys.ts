import { issue } from '@livepin/testkit';
import { acceptedAsGenuine, attack, type Family, refused } from '../case.ts';
import { genuine, rogueRoot } from '../world.ts';

const { root, intermediate, leaf } = genuine;
const oldRoot = issue({ subject: 'CN=Old Root', ca: true });
const byOldRoot = issue({ subject: intermediate.subject, key: intermediate.key, ca: true, issuer: oldRoot });

export const revokedKeys: Family = {
  name: 'Revoked keys',
  says: 'A bundle can name keys that are accepted nowhere: stolen ones. No other client tried here has such a list, so nothing is counted for them.',
  whyNobodyFalls: 'static pins know no revocation, so the other clients are not asked',
  cases: [
    attack({
      id: 'revoked-intermediate',
      says: 'The genuine chain; the key of its intermediate was stolen, and is revoked.',
      shows: [leaf, intermediate],
      revoked: [intermediate.pin],
      must: refused('one pinned key must not excuse a stolen one on the same path'),
      passesPlatform: true,
    }),
    attack({
      id: 'revoked-leaf-key',
      says: 'The thief of the leaf’s key with the genuine chain; the key is revoked.',
      shows: [leaf, intermediate, root],
      revoked: [leaf.pin],
      must: refused('the stolen key itself'),
      passesPlatform: true,
    }),
    attack({
      id: 'revoked-stranger',
      says: 'Genuine: a certificate with a revoked key is sent along, and is on no path.',
      shows: [leaf, intermediate, issue({ subject: 'CN=Stranger', issuer: rogueRoot }), oldRoot],
      revoked: [oldRoot.pin],
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'revoked-cross-sign',
      says: 'Genuine: of two paths, one ends at a trusted root whose key is revoked.',
      shows: [leaf, byOldRoot, intermediate],
      anchors: [oldRoot, root],
      revoked: [oldRoot.pin],
      must: acceptedAsGenuine,
    }),
  ],
};
