import { LivepinError } from '@livepin/core';
import { codeOf } from '../reason-of.ts';

export type LabModule = typeof import('@livepin/lab');

/**
 * The lab, which is installed where it is wanted: a service needs no man in the middle.
 * @throws {LivepinError} LP_LAB_MISSING
 */
export async function loadLab(): Promise<LabModule> {
  try {
    return await import('@livepin/lab');
  } catch (error) {
    const isMissing = codeOf(error) === 'ERR_MODULE_NOT_FOUND' && String(error).includes('@livepin/lab');
    if (!isMissing) throw error;
    throw new LivepinError('LP_LAB_MISSING', 'The lab is not installed beside livepin.', { cause: error });
  }
}
