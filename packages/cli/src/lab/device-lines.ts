import type { DeviceEvent, Finished } from '@livepin/lab';
import { hostOf } from './device-table.ts';

type Told = Exclude<DeviceEvent, { kind: 'hosts' }>;

/** One thing that happened, for people. */
export function lineOf(event: Told): string {
  if (event.kind === 'check')
    return event.isProof
      ? "A browser of the device took the lab's certificate."
      : "A browser of the device was led past a warning, or came by a name that is no check: it is not shown that it trusts the lab's CA.";
  const { endpoint, planned, connection } = event;
  const what = planned === null ? 'let through' : `${planned.scenario.title}, try ${planned.attempt + 1}`;
  return `${hostOf(endpoint)}  ${what}${wasRead(event) ? ': read' : ''}: ${connection.end.says}`;
}

/** The same for programs. Nothing of what an app sent is in it. */
export function jsonOf(event: Told): object {
  if (event.kind === 'check') return event;
  const { endpoint, planned, connection } = event;
  return {
    kind: 'connection',
    ...endpoint,
    scenario: planned?.scenario.id ?? null,
    pass: planned?.pass ?? null,
    attempt: planned?.attempt ?? null,
    isAttack: connection.isAttack,
    treatment: connection.treatment,
    reach: connection.reach,
    end: connection.end,
  };
}

function wasRead({ connection: { isAttack, reach } }: Finished): boolean {
  return isAttack && (reach === 'headers' || reach === 'body');
}
