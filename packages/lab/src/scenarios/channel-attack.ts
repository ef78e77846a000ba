import type { Scenario, Situation } from '../scenario.ts';
import type { Answer, Treatment } from '../treatment.ts';
import { attackOnTls, attackWith, byUserCa, forward, letThrough, withoutQuic } from './moves.ts';

/**
 * Treats the channel so in both passes, plain HTTP too; in the pass `attacked` the other hosts meet a rogue server as well,
 * by a CA that the device trusts.
 */
export function channelAttack(onChannel: (situation: Situation) => Treatment): Scenario['treat'] {
  return (arrival, situation) => {
    if (!arrival.isChannel) {
      if (situation.pass === 'genuine') return letThrough;
      return attackOnTls(arrival, { kind: 'terminate', shows: byUserCa, answer: forward });
    }
    const treatment = onChannel(situation);
    if (treatment.kind === 'relay') return letThrough;
    if (arrival.transport === 'quic') return withoutQuic;
    if (arrival.transport === 'plain' && treatment.kind === 'terminate')
      return attackWith({ kind: 'plain', answer: treatment.answer });
    return attackWith(treatment);
  };
}

/** The channel's own TLS is the attacker's: documents must be safe without it (spec/protocol.md, "Delivery over HTTP"). */
export function answering(answer: Answer): Treatment {
  return { kind: 'terminate', shows: byUserCa, answer };
}

export function documentAnswer(document: Uint8Array): Answer {
  return { kind: 'fixed', status: 200, headers: [['Content-Type', 'application/jose+json']], body: document };
}
