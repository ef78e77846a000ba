import type { KeyKind } from '@livepin/testkit';
import { inRounds, type Measure, type Round } from './measure.ts';
import type { Handshake } from './parts/handshaking.ts';
import { servingCore, startPart } from './pinned.ts';

const situations = [
  { name: 'first chain of all', question: 'first', atMost: 1.3 },
  { name: 'issuers known', question: 'issuers', atMost: 1.15 },
  { name: 'same chain as before', question: 'same', atMost: 1.03 },
] as const;
const warmUps = 10;
const count = 40;

/** A handshake of the pinned client beside one of `tls.connect`, both in full, by what the client knows already. */
export async function handshakeRow(): Promise<Measure[]> {
  return [...(await measuresOf('P-256')), ...(await measuresOf('RSA'))];
}

async function measuresOf(kind: KeyKind): Promise<Measure[]> {
  await using part = await startPart('handshaking.ts', servingCore, kind);
  const ask = (question: string) => part.ask(question) as Promise<Handshake>;
  const measures: Measure[] = [];
  for (const { name, question, atMost } of situations) {
    const plain = () => ask(`plain ${question}`);
    const judged = () => ask(`judged ${question}`);
    await inRounds(plain, judged, warmUps);
    const rounds = await inRounds(plain, judged, count);
    const common = { reference: 'tls.connect with the same roots and options', goal: { atMost } };
    const by = (pick: (handshake: Handshake) => number): Round[] =>
      rounds.map(({ reference, candidate }) => ({ reference: pick(reference), candidate: pick(candidate) }));
    measures.push(
      { ...common, name: `${kind}: ${name}, wall`, unit: 'microseconds', rounds: by(({ wall }) => wall) },
      {
        ...common,
        name: `${kind}: ${name}, processor`,
        unit: 'microseconds of the client',
        rounds: by(({ processor }) => processor),
      },
    );
  }
  return measures;
}
