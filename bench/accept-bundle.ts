import { inRounds, type Measure } from './measure.ts';
import { servingCore, startPart } from './pinned.ts';

/** What a client does with a newer bundle, from its bytes to its new state, beside the one signature that it verifies. */
export async function acceptBundleRow(): Promise<Measure[]> {
  await using part = await startPart('accepting.ts', servingCore);
  const ask = (question: string) => part.ask(question) as Promise<number>;
  const bytes = await ask('bytes');
  for (let warmUp = 0; warmUp < 5; warmUp++)
    await inRounds(
      () => ask('reference'),
      () => ask('candidate'),
      1,
    );
  const rounds = await inRounds(
    () => ask('reference'),
    () => ask('candidate'),
    25,
  );
  return [
    {
      name: `accepting a bundle of ${bytes} bytes`,
      reference: 'node:crypto verifying its signature with a kept key',
      unit: 'microseconds of processor time',
      goal: { atMost: 1.6 },
      rounds,
    },
  ];
}
