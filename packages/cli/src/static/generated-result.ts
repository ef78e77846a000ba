import type { Loss, PinPlan } from '@livepin/formats';
import type { Console, Result } from '../command.ts';
import type { Made, PlacedFile } from './place-files.ts';

export interface Outcome {
  readonly plan: PinPlan;
  readonly made: readonly Made[];
  /** Null: they went to standard output. */
  readonly written: readonly PlacedFile[] | null;
  /** About the plan, whatever its form. */
  readonly remarks: readonly Loss[];
  /** The file of a backup that was made. */
  readonly backup?: { readonly file: string; readonly pin: string } | null;
}

/** What was made, as JSON and for people. */
export function resultOf({ plan, made, written, remarks, backup = null }: Outcome): Result {
  return {
    json: {
      files:
        written ??
        made.flatMap(({ target, generated }) => generated.files.map((file) => ({ target: target.id, ...file }))),
      hosts: plan.hosts,
      expires: plan.expires,
      isBesideSdk: plan.isBesideSdk,
      backup,
      remarks,
      targets: made.map(({ target, generated: { steps, losses } }) => ({ target: target.id, steps, losses })),
    },
    lines: (style) => [
      ...(backup ? [`made ${backup.file}  ${style.strong('pin')} ${backup.pin}`] : []),
      ...(written ?? []).map(({ path, target }) => `wrote ${path}  ${style.faint(target)}`),
    ],
  };
}

/** What is to be known and done besides, on standard error: standard output may be the config itself. */
export function tellOf({ made, remarks }: Outcome, console: Console): void {
  if (console.isJson) return;
  for (const { rule, sentence } of remarks) {
    const word = rule === 'revocation-lost' ? 'lost' : 'note';
    console.note(`${word}: ${sentence} [${rule}]`);
  }
  for (const { target, generated } of made) {
    const whose = made.length > 1 ? `${target.id}: ` : '';
    for (const { rule, sentence } of generated.losses) console.note(`lost: ${whose}${sentence} [${rule}]`);
    for (const step of generated.steps) console.note(`then: ${whose}${step}`);
  }
}
