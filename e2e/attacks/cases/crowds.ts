import { type Issued, issue, makeKey, nameConstraints } from '@livepin/testkit';
import { argued, attack, type Family, refused } from '../case.ts';
import { genuine, host, rogueRoot } from '../world.ts';

const { root, intermediate, leaf } = genuine;
const anonymous = { ca: true, keyIds: false };

const millKeys = Array.from({ length: 13 }, () => makeKey());
const mill = issue({ subject: 'CN=Mill', key: millKeys[0]!, ca: true });
/** Thirteen keys under one name, each certified by each other: 156 certificates, and more paths than anyone can walk. */
const namesakes = millKeys.flatMap((key) =>
  millKeys
    .filter((other) => other !== key)
    .map((other) => issue({ ...anonymous, subject: mill.subject, key, issuer: { subject: mill.subject, key: other } })),
);
const underMill = issue({ subject: `CN=${host}`, issuer: mill, keyIds: false });

/** Level over level of two keys, each certified by both above: the number of paths doubles with each. */
const rungs = Array.from({ length: 12 }, (_, level) => ({
  subject: `CN=Rung ${level}`,
  keys: [makeKey(), makeKey()],
}));
const ladder = rungs.slice(0, -1).flatMap(({ subject, keys }, level) => {
  const above = rungs[level + 1]!;
  return keys.flatMap((key) =>
    above.keys.map((issuerKey) =>
      issue({ ...anonymous, subject, key, issuer: { subject: above.subject, key: issuerKey } }),
    ),
  );
});
const footOfLadder = issue({ subject: rungs[0]!.subject, key: rungs[0]!.keys[0]!, ca: true });
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
      id: 'crowd-before-the-genuine-ones',
      says: 'The same, and the genuine certificates at the end.',
      shows: [underMill, ...namesakes, leaf, intermediate, root],
      anchors: [root, mill],
      must: refused('no path holds a pinned key'),
      passesPlatform: true,
    }),
    attack({
      id: 'ladder',
      says: 'Eleven levels of two keys, each certified by both above: 2,048 paths that lead nowhere.',
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
