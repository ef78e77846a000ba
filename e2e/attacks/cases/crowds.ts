import { type Issued, issue, makeKey, nameConstraints } from '@livepin/testkit';
import { argued, attack, type Family, refused } from '../case.ts';
import { genuine, host, rogueRoot } from '../world.ts';

const { root, intermediate, leaf } = genuine;
const anonymous = { ca: true, keyIds: false };

type Holder = Pick<Issued, 'subject' | 'key'>;

/** A certificate of each by each. */
function certified(holders: readonly Holder[], issuers: readonly Holder[]): Issued[] {
  return holders.flatMap((holder) => issuers.map((issuer) => issue({ ...anonymous, ...holder, issuer })));
}

const millKeys = Array.from({ length: 13 }, () => makeKey());
const mill = issue({ subject: 'CN=Mill', key: millKeys[0]!, ca: true });
/** Thirteen keys under one name, each certified by each other: 156 certificates, and more paths than anyone can walk. */
const namesakes = millKeys.flatMap((key) =>
  millKeys
    .filter((other) => other !== key)
    .map((other) => issue({ ...anonymous, subject: mill.subject, key, issuer: { subject: mill.subject, key: other } })),
);
const underMill = issue({ subject: `CN=${host}`, issuer: mill, keyIds: false });

const [millers, weirs] = ['CN=Miller', 'CN=Weir'].map((subject) =>
  Array.from({ length: 9 }, () => ({ subject, key: makeKey() })),
) as [Holder[], Holder[]];
/** Nine keys under each of two names, each certified by all of the other name: no certificate looks self-signed. */
const guild = [...certified(millers, weirs), ...certified(weirs, millers)];
const miller = issue({ ...millers[0]!, ca: true });
const underMiller = issue({ subject: `CN=${host}`, issuer: miller, keyIds: false });

/** Level over level of three keys, each certified by all three above: the number of paths is threefold with each. */
const rungs = Array.from({ length: 11 }, (_, level) =>
  Array.from({ length: 3 }, () => ({ subject: `CN=Rung ${level}`, key: makeKey() })),
);
const ladder = rungs.slice(1).flatMap((above, level) => certified(rungs[level]!, above));
const footOfLadder = issue({ ...rungs[0]![0]!, ca: true });
const underLadder = issue({ subject: `CN=${host}`, issuer: footOfLadder, keyIds: false });

const manyNames = (count: number, of: string) => Array.from({ length: count }, (_, index) => `n${index}.${of}`);
const constrainedCa = issue({
  subject: 'CN=Rogue CA',
  ca: true,
  issuer: rogueRoot,
  extensions: [nameConstraints([], manyNames(1_000, 'excluded.example'))],
});
const manyNamed = issue({
  subject: `CN=${host}`,
  issuer: constrainedCa,
  names: [host, ...manyNames(1_000, 'example.net')],
});

function strangers(count: number): Issued[] {
  return Array.from({ length: count }, (_, index) => issue({ subject: `CN=Stranger ${index}`, issuer: rogueRoot }));
}
const many = strangers(120);

// A genuine path longer than any that a public CA has.
const levels: Issued[] = [root];
for (let level = 1; level <= 8; level++) {
  const issuer = levels[levels.length - 1]!;
  levels.push(
    issue({ subject: `CN=Level ${level}`, ca: true, issuer, ...(level === 1 ? { key: intermediate.key } : {}) }),
  );
}
const deepLeaf = issue({ subject: `CN=${host}`, issuer: levels[levels.length - 1]!, key: leaf.key });
const deepChain = [deepLeaf, ...levels.slice(1).reverse()] as const;

const bounded = (because: string) => argued(['leaf', 'intermediate', 'root'], because);

export const crowds: Family = {
  name: 'Crowds, circles and loads',
  says: 'Lists that are made to keep a search busy. Each is below the limit of what OpenSSL takes (100 KB), and the path that the platform finds is short; a client that looks for all paths must count what it does, and stop.',
  cases: [
    attack({
      id: 'crowd-of-namesakes',
      says: '156 certificates under one name, of 13 keys that have all certified each other.',
      shows: [underMill, ...namesakes],
      anchors: [root, mill],
      must: refused('no path holds a pinned key'),
      passesPlatform: true,
    }),
    attack({
      id: 'crowd-of-two-names',
      says: '162 certificates: nine keys under each of two names, each certified by all of the other; the genuine certificates after them.',
      shows: [underMiller, ...guild, leaf, intermediate, root],
      anchors: [root, miller],
      must: refused('no path holds a pinned key'),
      passesPlatform: true,
    }),
    attack({
      id: 'ladder',
      says: 'Eleven levels of three keys, each certified by all three above: 59,049 paths that lead nowhere.',
      shows: [underLadder, ...ladder],
      anchors: [root, footOfLadder],
      must: refused('no path holds a pinned key'),
      passesPlatform: true,
    }),
    attack({
      id: 'constraint-bomb',
      says: 'A thousand names in the leaf, and a thousand that its CA may not sign: a million comparisons.',
      shows: [manyNamed, constrainedCa],
      must: refused('no path holds a pinned key'),
      passesPlatform: true,
    }),
    attack({
      id: 'huge-list',
      says: 'Genuine: 120 strangers before the intermediate.',
      shows: [leaf, ...many, intermediate],
      must: bounded('no genuine server sends that; whoever limits the list refuses it with reason'),
    }),
    attack({
      id: 'ten-levels',
      says: 'Genuine: eight CAs between the root and the leaf.',
      shows: deepChain,
      must: bounded('public CAs have at most four levels; a limit in depth refuses it with reason'),
    }),
  ],
};
