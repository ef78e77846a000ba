import { type Endpoint, isSame } from '../endpoint.ts';
import type { RunRecord } from '../run/run-record.ts';
import { connectionsOf } from './attribute.ts';
import { wasUsed } from './genuine-use.ts';
import { tellingLine } from './telling-line.ts';

export interface JudgedControl {
  readonly run: number;
  readonly place: 'first' | 'last';
  readonly ok: boolean;
  readonly because: string;
  /** What else is known of a failure, in sentences: whom the lab did not reach, and what the app said. */
  readonly details: readonly string[];
}

export function judgeControl({ run, plan, exercise, connections }: RunRecord): JudgedControl | null {
  if (plan.purpose !== 'control') return null;
  const { place } = plan;
  const failed = (because: string) => ({
    run,
    place,
    ok: false,
    because,
    details: detailsOf({ exercise, connections }),
  });
  if (exercise.failure !== null) return failed(`The app failed with the genuine servers: ${exercise.failure}.`);
  if (connections.length === 0) return failed('The app made no connection that came by the lab.');
  if (!connections.some(wasUsed)) return failed('The app got through to none of the genuine servers.');
  return { run, place, ok: true, because: 'The app worked with the genuine servers.', details: [] };
}

function detailsOf({ exercise, connections }: Pick<RunRecord, 'exercise' | 'connections'>): string[] {
  const unanswered = connections.filter(({ end, bytesToApp }) => end.by !== 'app' && bytesToApp === 0);
  const line = tellingLine(exercise.said);
  return [
    ...new Set(unanswered.map(({ end }) => `Of a connection the lab says: ${end.says}.`)),
    ...(line === null ? [] : [`The app said: ${line}`]),
  ];
}

/**
 * Why nothing follows from refusals of this host: it did not work with the genuine server either. Null where it did, in the
 * first controls and in the last. A control may be had again: the best at each end counts.
 */
export function controlFailureOf(
  endpoint: Endpoint,
  known: readonly Endpoint[],
  records: readonly RunRecord[],
): string | null {
  const controls = records.flatMap((record) => {
    const control = isControlOf(record, endpoint) ? judgeControl(record) : null;
    return control ? [{ ...control, own: connectionsOf(endpoint, known, record.connections) }] : [];
  });
  const [first, last] = (['first', 'last'] as const).map((place) => controls.filter((one) => one.place === place));
  for (const [ends, when] of [
    [first!, 'before the attacks'],
    [last!, 'after the attacks'],
  ] as const) {
    if (ends.length === 0) return `No control run was had ${when}: a refusal may have other reasons than the attack.`;
    if (!ends.some(({ ok }) => ok)) return `The control run ${when} failed. ${ends.at(-1)!.because}`;
  }
  const [seenFirst, seenLast] = [first!, last!].map((ends) => ends.filter(({ ok, own }) => ok && own.length > 0));
  if (seenFirst!.length + seenLast!.length === 0)
    return 'It was seen only while others were attacked: no genuine connection of it is known.';
  if (seenLast!.length === 0)
    return 'In the control run after the attacks the app did not come to this host any more: its refusals may have the same reason.';
  for (const [seen, when] of [
    [seenFirst!, 'before'],
    [seenLast!, 'after'],
  ] as const) {
    if (seen.length > 0 && !seen.some(({ own }) => own.some(wasUsed)))
      return `In the control run ${when} the attacks the app did not get through to the genuine server of this host.`;
  }
  return null;
}

function isControlOf({ plan }: RunRecord, endpoint: Endpoint): boolean {
  if (plan.purpose !== 'control') return false;
  return plan.targets === null || plan.targets.some((target) => isSame(target, endpoint));
}
