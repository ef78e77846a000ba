import type { Target } from './target.ts';

/** All forms, in the order of the help text. */
export const targets: readonly Target[] = [];
