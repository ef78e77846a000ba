import { issue } from '@livepin/testkit';
import { argued, attack, type Family, refused } from '../case.ts';
import { genuine, host, lastMonth, rogueRoot, tomorrow, yesterday } from '../world.ts';

const { root, intermediate, leaf } = genuine;
const past = { notBefore: lastMonth, notAfter: yesterday };
const future = { notBefore: tomorrow };
const ofLeaf = { subject: `CN=${host}`, key: leaf.key, issuer: intermediate };
const ofIntermediate = { subject: intermediate.subject, key: intermediate.key, ca: true, issuer: root };
const ofRoot = { subject: root.subject, key: root.key, ca: true };

const rootsDates = (what: string) =>
  argued(
    ['leaf', 'intermediate', 'root'],
    `RFC 5280 leaves the dates of a trust anchor open, since it is a name and a key. OpenSSL, and so Node and Livepin, refuse one that ${what}`,
  );

export const dates: Family = {
  name: 'Dates',
  says: 'The key is the pinned one, and the certificate is out of date: a pin comes on top of what the platform checks, and stands in for nothing.',
  cases: [
    attack({
      id: 'leaf-expired',
      says: 'The leaf has expired.',
      shows: [issue({ ...ofLeaf, ...past }), intermediate],
      must: refused('an expired certificate'),
    }),
    attack({
      id: 'leaf-future',
      says: 'The leaf is not valid yet.',
      shows: [issue({ ...ofLeaf, ...future }), intermediate],
      must: refused('a certificate that is not valid yet'),
    }),
    attack({
      id: 'intermediate-expired',
      says: 'The intermediate has expired.',
      shows: [leaf, issue({ ...ofIntermediate, ...past })],
      must: refused('an expired CA'),
    }),
    attack({
      id: 'intermediate-future',
      says: 'The intermediate is not valid yet.',
      shows: [leaf, issue({ ...ofIntermediate, ...future })],
      must: refused('a CA that is not valid yet'),
    }),
    attack({
      id: 'root-expired',
      says: 'The root that the device trusts has expired.',
      shows: [leaf, intermediate],
      anchors: [issue({ ...ofRoot, ...past }), rogueRoot],
      must: rootsDates('has expired'),
    }),
    attack({
      id: 'root-future',
      says: 'The root that the device trusts is not valid yet.',
      shows: [leaf, intermediate],
      anchors: [issue({ ...ofRoot, ...future }), rogueRoot],
      must: rootsDates('is not valid yet'),
    }),
  ],
};
