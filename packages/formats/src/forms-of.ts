import type { SourceFile } from './read-config.ts';
import type { ReadOnlyForm, Target } from './target.ts';
import { readOnlyForms, targets } from './targets.ts';

/** The forms that a file is in: several, where an Info.plist holds both of Apple's. */
export function formsOf(file: SourceFile): (Target | ReadOnlyForm)[] {
  return [...targets, ...readOnlyForms].filter(({ reader }) => reader?.recognizes(file) ?? false);
}
