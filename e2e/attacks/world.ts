import { type Issued, issue, type KeyKind, makeKey, oneDay } from '@livepin/testkit';

// One host, the CA that its owner uses, and a CA that the device trusts too and the attacker has.

export const host = 'api.example.com';

const now = Math.floor(Date.now() / 1_000);
/** Seconds since 1970; not so near to now that a clock or a minute of testing could matter. */
export const lastMonth = now - 30 * oneDay;
export const yesterday = now - oneDay;
export const tomorrow = now + oneDay;

export interface Hierarchy {
  readonly root: Issued;
  readonly intermediate: Issued;
  readonly leaf: Issued;
}

type Sketch = Partial<Omit<Parameters<typeof issue>[0], 'subject' | 'issuer' | 'key'>>;

/** Root, intermediate and leaf for the host, with keys of one kind. `more` holds for all three. */
export function hierarchy(kind: KeyKind, more: Sketch = {}, keys = [0, 1, 2].map(() => makeKey(kind))): Hierarchy {
  const [rootKey, intermediateKey, leafKey] = keys.map((key) => ({ key }));
  const root = issue({ subject: 'CN=Genuine Root', ca: true, ...rootKey, ...more });
  const intermediate = issue({ subject: 'CN=Genuine CA', ca: true, issuer: root, ...intermediateKey, ...more });
  return { root, intermediate, leaf: issue({ subject: `CN=${host}`, issuer: intermediate, ...leafKey, ...more }) };
}

export const genuine = hierarchy('P-256');
/** A key of the owner's that no server shows. */
export const backup = makeKey();

/** The device trusts it: a debugging proxy's, a company's, a stolen or careless public one. The attacker has its key. */
export const rogueRoot = issue({ subject: 'CN=Rogue Root', ca: true });
export const rogueIntermediate = issue({ subject: 'CN=Rogue CA', ca: true, issuer: rogueRoot });
/** What the attacker shows for the host, with a key of his own. */
export const victim = issue({ subject: `CN=${host}`, issuer: rogueRoot });
