import type { ChainSketch } from '../chain-sketch.ts';
import type { Arrival, Scenario } from '../scenario.ts';
import type { Answer, Move, Treatment } from '../treatment.ts';

/** The app speaks to whom it wants to. */
export const letThrough: Move = { treatment: { kind: 'relay' }, isAttack: false };

export function attackWith(treatment: Treatment): Move {
  return { treatment, isAttack: true };
}

/** What the app sends is read, goes on to the genuine server, and the answer comes back: nothing looks amiss. */
export const forward: Answer = { kind: 'forward' };

/** A certificate of the user CA, a copy of the genuine one in all else: what most attacks begin with. */
export const byUserCa: ChainSketch = { kind: 'forged', signer: 'user-ca' };

/** An answer of the attacker's own: nothing can stand in the way of it, whatever the genuine server does. */
export const ownAnswer: Answer = {
  kind: 'fixed',
  status: 200,
  headers: [['Content-Type', 'application/json']],
  body: Buffer.from('{}'),
};

/**
 * Shows a chain to every TLS connection of a target. QUIC is refused, as many networks do, so that the app comes by TCP; plain
 * HTTP is let through: it has scenarios of its own.
 */
export function showing(shows: ChainSketch): Scenario['treat'] {
  return (arrival) => attackOnTls(arrival, { kind: 'terminate', shows, answer: forward });
}

/** The same with any treatment of TLS over TCP. */
export function attackOnTls({ isTarget, transport }: Arrival, treatment: Treatment): Move {
  if (!isTarget || transport === 'plain') return letThrough;
  return transport === 'quic' ? withoutQuic : attackWith(treatment);
}

/** Nothing of the app's can be read on it, and that it failed is no merit of the app's. */
export const withoutQuic: Move = { treatment: { kind: 'close' }, isAttack: false };

export function offersTls13({ hello }: Arrival): boolean {
  return hello?.versions.includes(0x0304) ?? false;
}
