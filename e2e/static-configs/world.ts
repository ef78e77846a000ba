import { normalizeHost } from '@livepin/core';
import type { PinPlan, PlannedHost, PlannedKey } from '@livepin/formats';
import { type Issued, issue, type KeyPair, makeKey, type ServedChain } from '@livepin/testkit';

// What is pinned, and what servers show: the same for every form that is tried.

const now = Math.floor(Date.now() / 1000);
const day = 86_400;

const root = ca('CN=Root');
const intermediate = ca('CN=Intermediate', root);
const rogueRoot = ca('CN=Rogue Root');
const strangeRoot = ca('CN=Strange Root');

const pinned = { leaf: makeKey(), above: makeKey('RSA'), own: makeKey('P-384') };

/** What clients trust: the roots of the genuine and of the rogue CA, not the strange one. */
export const trusted = root.pem + rogueRoot.pem;

export const plan: PinPlan = {
  madeAt: now,
  expires: now + 30 * day,
  isBesideSdk: false,
  hosts: [
    host('leaf.example', false, key(pinned.leaf, 'leaf')),
    host('ca.example', true, key(intermediate.key, 'intermediate')),
    host('tree.example', true, key(pinned.above, 'leaf')),
    host('own.tree.example', false, key(pinned.own, 'leaf')),
    { ...host('free.tree.example', true, key(makeKey(), 'leaf')), mode: 'report' },
  ],
};

/** The same, and over since yesterday. */
export const expiredPlan: PinPlan = { ...plan, madeAt: now - 60 * day, expires: now - day };

export interface Case {
  readonly says: string;
  readonly host: string;
  readonly chain: ServedChain;
  /** Whether what follows the first certificate is no part of its path. */
  readonly isSentAlong?: boolean;
  /** "not trusted": by the platform's own validation, which a pin must not take the place of. */
  readonly outcome: 'accepted' | 'no pinned key' | 'not trusted';
  /** What a form must be able to do for this to be its answer. */
  readonly needs?: 'ca-keys' | 'subdomains' | 'most-specific' | 'exclusion' | 'expiry';
  /** Whether the pins that are over are in force. */
  readonly isExpired?: boolean;
}

const leafCertificate = genuine('leaf.example', pinned.leaf);
const underPinnedCa = genuine('ca.example', makeKey());

export const cases: readonly Case[] = [
  {
    says: 'the pinned key of the server',
    host: 'leaf.example',
    chain: [leafCertificate, intermediate],
    outcome: 'accepted',
  },
  {
    says: 'another key from another trusted CA',
    host: 'leaf.example',
    chain: [rogue('leaf.example')],
    outcome: 'no pinned key',
  },
  {
    says: 'another key, and the pinned certificate sent along',
    host: 'leaf.example',
    chain: [rogue('leaf.example'), leafCertificate, intermediate],
    isSentAlong: true,
    outcome: 'no pinned key',
  },
  {
    says: 'the pinned key in a certificate that nobody trusts',
    host: 'leaf.example',
    chain: [issue({ subject: 'CN=leaf.example', key: pinned.leaf, issuer: strangeRoot })],
    outcome: 'not trusted',
  },
  {
    says: 'the pinned key in a certificate for another name',
    host: 'leaf.example',
    chain: [genuine('elsewhere.example', pinned.leaf), intermediate],
    outcome: 'not trusted',
  },
  { says: 'a name without pins', host: 'unpinned.example', chain: [rogue('unpinned.example')], outcome: 'accepted' },
  {
    says: 'a name below one that is pinned alone',
    host: 'www.leaf.example',
    chain: [rogue('www.leaf.example')],
    outcome: 'accepted',
  },
  {
    says: 'a certificate of the pinned CA',
    host: 'ca.example',
    chain: [underPinnedCa, intermediate],
    outcome: 'accepted',
    needs: 'ca-keys',
  },
  {
    says: 'a certificate of another CA, and the pinned CA sent along',
    host: 'ca.example',
    chain: [rogue('ca.example'), intermediate],
    isSentAlong: true,
    outcome: 'no pinned key',
    needs: 'ca-keys',
  },
  {
    says: 'a certificate of the pinned CA, two labels below',
    host: 'a.b.ca.example',
    chain: [genuine('a.b.ca.example', makeKey()), intermediate],
    outcome: 'accepted',
    needs: 'ca-keys',
  },
  {
    says: 'the pinned key, two labels below',
    host: 'a.b.tree.example',
    chain: [genuine('a.b.tree.example', pinned.above), intermediate],
    outcome: 'accepted',
    needs: 'subdomains',
  },
  {
    says: 'another key, two labels below',
    host: 'a.b.tree.example',
    chain: [rogue('a.b.tree.example')],
    outcome: 'no pinned key',
    needs: 'subdomains',
  },
  {
    says: 'the key of a more specific name',
    host: 'own.tree.example',
    chain: [genuine('own.tree.example', pinned.own), intermediate],
    outcome: 'accepted',
  },
  {
    says: 'the key of the name above where a more specific one is pinned',
    host: 'own.tree.example',
    chain: [genuine('own.tree.example', pinned.above), intermediate],
    outcome: 'no pinned key',
    needs: 'most-specific',
  },
  {
    says: 'any key where a name is left out',
    host: 'x.free.tree.example',
    chain: [rogue('x.free.tree.example')],
    outcome: 'accepted',
    needs: 'exclusion',
  },
  {
    says: 'another key after the end of the pins',
    host: 'leaf.example',
    chain: [rogue('leaf.example')],
    outcome: 'accepted',
    needs: 'expiry',
    isExpired: true,
  },
  {
    says: 'a certificate that nobody trusts after the end of the pins',
    host: 'leaf.example',
    chain: [issue({ subject: 'CN=leaf.example', issuer: strangeRoot })],
    outcome: 'not trusted',
    needs: 'expiry',
    isExpired: true,
  },
];

function ca(subject: string, issuer?: Issued): Issued {
  return issue({ subject, ca: true, ...(issuer ? { issuer } : {}) });
}

function genuine(name: string, own: KeyPair): Issued {
  return issue({ subject: `CN=${name}`, key: own, issuer: intermediate });
}

function rogue(name: string): Issued {
  return issue({ subject: `CN=${name}`, issuer: rogueRoot });
}

function key({ pin }: KeyPair, role: PlannedKey['role']): PlannedKey {
  return { pin, role, label: `a test's ${role}`, notAfter: null };
}

function host(name: string, subdomains: boolean, shown: PlannedKey): PlannedHost {
  return { host: normalizeHost(name), subdomains, mode: 'enforce', keys: [shown, key(makeKey(), 'backup')] };
}
