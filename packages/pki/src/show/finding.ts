import type { ErrorCode } from '@livepin/core';

/** Something about a certificate, chain, request or key that its owner should know. */
export interface Finding {
  readonly code: ErrorCode;
  /** fault: clients refuse. warning: some refuse, or will, or something is not as it is meant. remark: worth knowing. */
  readonly weight: 'fault' | 'warning' | 'remark';
  /** Names the certificate by its number in the file, from 1. */
  readonly sentence: string;
}

export function fault(code: ErrorCode, sentence: string): Finding {
  return { code, weight: 'fault', sentence };
}

export function warning(code: ErrorCode, sentence: string): Finding {
  return { code, weight: 'warning', sentence };
}

export function remark(code: ErrorCode, sentence: string): Finding {
  return { code, weight: 'remark', sentence };
}
