import { LivepinError } from '@livepin/core';

export function unreadable(where: string, what: string, cause?: unknown): LivepinError<'LP_KEY_FILE_UNREADABLE'> {
  return new LivepinError('LP_KEY_FILE_UNREADABLE', `${where}: ${what}.`, { cause });
}
