import type { ReadProblem } from '../read-config.ts';
import type { Rewritten } from '../target.ts';
import type { TextRefused } from './xml.ts';

/** A file that is not what its name or its words promise: one problem, and nothing read. */
export function unreadable({ sentence, span }: TextRefused): ReadProblem {
  return { rule: 'unreadable-file', sentence: `The file ${sentence}.`, span };
}

export function leftUnread({ sentence, span }: TextRefused): Rewritten {
  return { change: { kind: 'none' }, left: [{ sentence: `The file ${sentence}.`, span }] };
}
