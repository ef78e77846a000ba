import { asObject, type HealRecord, integerMember, LivepinError, member, noHeals, parseJson } from '@livepin/core';

/** What is remembered of fetches across restarts, so that a fleet under attack does not hammer its service. */
export interface FetchRecord {
  readonly heals: HealRecord;
  /** When successors of the newest trust root were last asked for, seconds since 1970. */
  readonly rootsAskedAt: number;
}

export const noFetches: FetchRecord = { heals: noHeals, rootsAskedAt: 0 };

export function formatRecord(record: FetchRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** A damaged record is as good as none: it only spares requests. */
export function parseRecord(text: string): FetchRecord {
  try {
    const record = asObject(parseJson(text, 'The record of fetches', 3), 'The record of fetches');
    const heals = asObject(member(record, '', 'heals'), 'heals');
    const integer = (object: typeof record, name: string) =>
      integerMember(object, '', name, 0, Number.MAX_SAFE_INTEGER);
    return {
      heals: { fruitless: integer(heals, 'fruitless'), at: integer(heals, 'at') },
      rootsAskedAt: integer(record, 'rootsAskedAt'),
    };
  } catch (error) {
    if (error instanceof LivepinError) return noFetches;
    throw error;
  }
}
