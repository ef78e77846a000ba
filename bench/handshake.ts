import type { KeyKind } from '@livepin/testkit';
import { inRounds, type Measure, median, type Round } from './measure.ts';
import type { Handshake } from './parts/handshaking.ts';
import { servingCore, startPart } from './pinned.ts';

const situations = [
  { name: 'first chain of all', question: 'first', atMost: 1.3 },
  { name: 'its issuers are known', question: 'issuers', atMost: 1.15 },
  { name: 'judged before', question: 'same', atMost: 1.03 },
] as const;
const warmUps = 10;
const count = 40;
/** Rounds beside a reference that keeps its secure context, as the pinned client does. */
const countKept = 20;

/** A handshake of the pinned client beside one of `tls.connect`, both in full, by what the client knows already. */
export async function handshakeRow(): Promise<Measure[]> {
  return [...(await measuresOf('P-256')), ...(await measuresOf('RSA'))];
}

async function measuresOf(kind: KeyKind): Promise<Measure[]> {
  await using part = await startPart('handshaking.ts', servingCore, kind);
  const measures: Measure[] = [];
  for (const { name, question, atMost } of situations) {
    const ask = (who: string) => () => part.ask(`${who} ${question}`) as Promise<Handshake>;
    await inRounds(ask('plain'), ask('judged'), warmUps);
    const rounds = await inRounds(ask('plain'), ask('judged'), count);
    const keptRounds = await inRounds(ask('kept'), ask('judged'), countKept);
    for (const by of ['wall', 'processor'] as const) {
      const ratio = median(timesOf(keptRounds, by).map(({ reference, candidate }) => candidate / reference));
      measures.push({
        name: `${kind}: ${name}, ${by} time`,
        reference: 'tls.connect with the same roots and options',
        unit: 'microseconds',
        goal: { atMost },
        rounds: timesOf(rounds, by),
        notes: [`of tls.connect with a secure context that is kept: ${ratio.toFixed(2)}; ${countKept} rounds`],
      });
    }
  }
  return measures;
}

function timesOf(rounds: readonly Round<Handshake>[], time: keyof Handshake): Round[] {
  return rounds.map(({ reference, candidate }) => ({ reference: reference[time], candidate: candidate[time] }));
}
