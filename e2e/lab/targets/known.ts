import type { LabTarget } from '../target.ts';

// What is known beforehand of a target that asks one host once, of which the tester has the genuine server's key.

type Known = LabTarget['known'];

/** Where the lab shows a chain that leads to a CA in the device's trust store. */
const byTrustedCa = [
  'user-ca',
  'public-ca',
  'genuine-intermediate-appended',
  'genuine-chain-appended',
  'name-chaining',
  'name-chaining-key-ids',
  'session-resumption',
  'early-data',
];

const byAnyCertificate = [...byTrustedCa, 'untrusted-ca', 'self-signed', 'wrong-name', 'expired'];

/** Whether a client that is led from https:// to http:// goes there; many do by default. */
type Redirects = 'follows' | 'stays';

const led = (redirects: Redirects) => (redirects === 'follows' ? ['redirect-to-http'] : []);

/** Checks certificates by a store of trusted CAs, and has no pin. */
export function trusting(redirects: Redirects, why: string, more: readonly string[] = []): Known {
  return { verdict: 'not-pinned', read: [...byTrustedCa, ...led(redirects), ...more], why };
}

/** Checks nothing but that the server has the key of the certificate which it shows. */
export function blind(redirects: Redirects, why: string): Known {
  return { verdict: 'not-pinned', read: [...byAnyCertificate, ...led(redirects)], why };
}

export function pinned(why: string): Known {
  return { verdict: 'pinned', read: [], why };
}

export function leaking(read: readonly string[], why: string): Known {
  return { verdict: 'pinned-but-leaking', read, why };
}

/** Has a trust store of its own, so that it refuses the lab's CA as it refuses everybody's. */
export function unproven(why: string): Known {
  return { verdict: 'unproven', read: [], why };
}
