import { issue } from '@livepin/testkit';
import { attack, type Family, refused } from '../case.ts';
import { genuine, host, rogueIntermediate, rogueRoot, victim } from '../world.ts';

const { root, intermediate, leaf } = genuine;
const victimBelow = issue({ subject: `CN=${host}`, issuer: rogueIntermediate });
const madeUp = Buffer.alloc(70, 0x42);

// Whoever walks by names goes from the attacker's leaf through all three: keys are public, and no signature is good.
const madeUpIssuers = [
  { subject: 'CN=Rogue Root', key: leaf.key, issuer: { subject: 'CN=Second', key: intermediate.key } },
  { subject: 'CN=Second', key: intermediate.key, issuer: { subject: 'CN=Third', key: root.key } },
  { subject: 'CN=Third', key: root.key, issuer: { subject: 'CN=Fourth', key: root.key } },
].map((sketch) => issue({ ...sketch, ca: true, keyIds: false, signature: madeUp }));
const victimWithoutIds = issue({ subject: `CN=${host}`, issuer: rogueRoot, keyIds: false });

const notOnThePath = 'the path that is verified ends at the rogue root, and holds no pinned key';

export const rogueCa: Family = {
  name: 'A rogue CA that the device trusts',
  says: 'The ordinary attack: a debugging proxy, a company, a stolen public CA. What is sent beside the own path costs the attacker nothing, because certificates are public. The platform lets all of these pass, and so nothing but the pins can stop them.',
  cases: [
    attack({
      id: 'rogue-leaf',
      says: 'A certificate for the host by the rogue root.',
      shows: [victim],
      must: refused(notOnThePath),
      passesPlatform: true,
    }),
    attack({
      id: 'rogue-intermediate',
      says: 'The same through an intermediate of its own, over TLS 1.2.',
      shows: [victimBelow, rogueIntermediate],
      tls: { maxVersion: 'TLSv1.2' },
      must: refused(notOnThePath),
      passesPlatform: true,
    }),
    attack({
      id: 'genuine-appended',
      says: 'The genuine certificates after its own: each pinned key stands in a certificate with a valid path of its own.',
      shows: [victimBelow, rogueIntermediate, leaf, intermediate, root],
      must: refused(notOnThePath),
      passesPlatform: true,
    }),
    attack({
      id: 'genuine-in-front',
      says: 'The genuine certificates between its leaf and its intermediate.',
      shows: [victimBelow, leaf, intermediate, root, rogueIntermediate],
      must: refused(notOnThePath),
      passesPlatform: true,
    }),
    attack({
      id: 'genuine-in-the-middle',
      says: 'The genuine certificates between its intermediate and its root.',
      shows: [victimBelow, rogueIntermediate, root, intermediate, leaf, rogueRoot],
      must: refused(notOnThePath),
      passesPlatform: true,
    }),
    attack({
      id: 'made-up-issuers',
      says: 'Certificates with the pinned public keys, named as if they had signed the rogue leaf; their signatures are noise.',
      shows: [victimWithoutIds, ...madeUpIssuers],
      must: refused('a name is no signature'),
      passesPlatform: true,
    }),
  ],
};
