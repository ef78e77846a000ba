import type { Arrival } from '../scenario.ts';
import type { Answer, Move, Treatment } from '../treatment.ts';

/**
 * The same move where there is no genuine server: its chain and key, which the tester gave, stand in for it, and every
 * request that would have been passed on is answered with one status.
 */
export function withoutUpstream(move: Move, { transport }: Pick<Arrival, 'transport'>, status: number): Move {
  return { ...move, treatment: treatmentOf(move.treatment, transport, fixed(status)) };
}

function fixed(status: number): Answer {
  return { kind: 'fixed', status, headers: [], body: new Uint8Array() };
}

function treatmentOf(treatment: Treatment, transport: Arrival['transport'], answer: Answer): Treatment {
  switch (treatment.kind) {
    case 'relay':
      if (transport === 'plain') return { kind: 'plain', answer };
      return { kind: 'terminate', shows: { kind: 'genuine-with-key' }, answer };
    case 'terminate':
    case 'own-handshake':
    case 'plain':
      return treatment.answer.kind === 'forward' ? { ...treatment, answer } : treatment;
    case 'relay-to':
    case 'close':
    case 'silence':
    case 'quic':
      return treatment;
  }
}
