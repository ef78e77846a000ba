import { issue, makeKey } from '@livepin/testkit';
import { accepted, acceptedAsGenuine, attack, type Family, refused } from '../case.ts';
import { genuine, host, lastMonth, rogueRoot, yesterday } from '../world.ts';

const { root, intermediate, leaf } = genuine;
const ofIntermediate = { subject: intermediate.subject, key: intermediate.key, ca: true };
const ofRoot = { subject: root.subject, key: root.key, ca: true };

const oldRoot = issue({ subject: 'CN=Old Root', ca: true });
const untrustedRoot = issue({ subject: 'CN=Root of Another Device', ca: true });
const rootByOldRoot = issue({ ...ofRoot, issuer: oldRoot });
const expiredRootByOldRoot = issue({ ...ofRoot, issuer: oldRoot, notBefore: lastMonth, notAfter: yesterday });
const expiredOldRoot = issue({
  subject: 'CN=Old Root',
  ca: true,
  key: oldRoot.key,
  notBefore: lastMonth,
  notAfter: yesterday,
});
const expiredTwin = issue({ ...ofIntermediate, issuer: root, notBefore: lastMonth, notAfter: yesterday });
const byUntrustedRoot = issue({ ...ofIntermediate, issuer: untrustedRoot });

// Two CAs that certify each other, as CAs that merge do; one of them is the pinned one.
const partner = { subject: 'CN=Partner CA', key: makeKey(), ca: true };
const partnerByGenuine = issue({ ...partner, issuer: intermediate });
const genuineByPartner = issue({ ...ofIntermediate, issuer: partner });
const underPartner = issue({ subject: `CN=${host}`, issuer: partner, key: leaf.key });

export const crossSigns: Family = {
  name: 'Cross-signed CAs',
  says: 'One key with several certificates, all of them genuine: how CAs change roots. A client that takes the first certificate that fits, and does not come back when it leads nowhere, locks the app out on the day on which one of them expires.',
  cases: [
    attack({
      id: 'cross-signed-root',
      says: 'The device knows only an older root, which has signed the pinned one.',
      shows: [leaf, intermediate, rootByOldRoot],
      anchors: [oldRoot, rogueRoot],
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'two-roots-trusted',
      says: 'The device trusts both the old root and the new one; the old one is the backup pin.',
      shows: [leaf, intermediate, rootByOldRoot],
      anchors: [oldRoot, root, rogueRoot],
      pins: { backup: oldRoot.pin },
      must: accepted(['leaf', 'intermediate', 'root', 'backup'], 'one valid path holds its key'),
    }),
    attack({
      id: 'expired-cross-sign',
      says: 'The old root’s signature over the new one has expired, and is sent all the same; the device trusts both.',
      shows: [leaf, intermediate, expiredRootByOldRoot],
      anchors: [oldRoot, root, rogueRoot],
      pins: { backup: oldRoot.pin },
      must: accepted(
        ['leaf', 'intermediate', 'root'],
        'its key is on the path that is valid',
        'the only path through the old root has expired',
      ),
    }),
    attack({
      id: 'expired-old-root',
      says: 'The old root itself has expired; the device trusts both.',
      shows: [leaf, intermediate, rootByOldRoot],
      anchors: [expiredOldRoot, root, rogueRoot],
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'expired-twin',
      says: 'The intermediate was renewed; the expired certificate comes first.',
      shows: [leaf, expiredTwin, intermediate],
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'two-roots-one-trusted',
      says: 'Two certificates of the intermediate, by two roots; the device trusts one, and the other is the backup pin.',
      shows: [leaf, intermediate, byUntrustedRoot, untrustedRoot],
      pins: { backup: untrustedRoot.pin },
      must: accepted(
        ['leaf', 'intermediate', 'root'],
        'its key is on the path to the root that the device trusts',
        'what the device does not trust can vouch for nothing',
      ),
    }),
    attack({
      id: 'mutual-cross-signs',
      says: 'Two intermediates have certified each other: a circle, with one way out to the root.',
      shows: [underPartner, partnerByGenuine, intermediate, genuineByPartner],
      must: acceptedAsGenuine,
    }),
    attack({
      id: 'circle-without-way-out',
      says: 'The same without that way out, below nobody that the device trusts.',
      shows: [underPartner, partnerByGenuine, genuineByPartner],
      anchors: [rogueRoot],
      must: refused('no path ends at anything that the device trusts'),
    }),
  ],
};
