import { type ErrorCode, LivepinError } from '@livepin/core';
import { remedyOf } from '@livepin/core/remedies';

/** An error as it is shown: in two lines, or as JSON. */
export interface Fault {
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly remedy: string;
}

const outOfReach: ReadonlySet<ErrorCode> = new Set([
  'LP_UNREACHABLE',
  'LP_SERVICE_UNREACHABLE',
  'LP_STARTING',
  'LP_STORE_FAILED',
  'LP_FAULT',
  'LP_LAB_COMMAND_FAILED',
  'LP_LAB_DOOR_MALFORMED',
  'LP_LAB_DEVICE_UNREACHABLE',
]);

const refusals = /^LP_(BUNDLE|PUBLISH)_|^LP_ROOT_(VERSION|CHAIN|OLD|OWN|EPOCH|FIRST|WITHOUT)/;

/** @param path the command that was understood, such as "root init"; empty where none was */
export function faultOf(error: unknown, path = ''): Fault {
  if (error instanceof LivepinError) {
    // A newer service may refuse by a code that is unknown here, and brings the remedy along.
    const remedy = 'remedy' in error ? String(error.remedy) : remedyFor(error.code, path);
    return { code: error.code, sentence: error.message, remedy };
  }
  const why = error instanceof Error ? error.message : String(error);
  return {
    code: 'LP_CLI_FAULT',
    sentence: `livepin met a fault of its own: ${why}.`,
    remedy: remedyOf('LP_CLI_FAULT'),
  };
}

function remedyFor(code: ErrorCode, path: string): string {
  if (code !== 'LP_USAGE' || path === '') return remedyOf(code);
  return `livepin ${path} --help shows what it takes, with examples.`;
}

/** Whether a document or a change was judged and refused, which is an answer: all else is a wrong way of asking. */
export function isRefusal(code: ErrorCode): boolean {
  return refusals.test(code);
}

/** 1: refused by a judgement; 2: wrong usage; 3: something could not be reached. */
export function exitStatusOf({ code }: Fault): 1 | 2 | 3 {
  if (outOfReach.has(code)) return 3;
  return isRefusal(code) ? 1 : 2;
}

export function formatFault({ code, sentence, remedy }: Fault): readonly string[] {
  return [`livepin: ${sentence} [${code}]`, `hint: ${remedy}`];
}
