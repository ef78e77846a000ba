export type { TextEdit } from './edit/edits.ts';
export { applyEdits } from './edit/edits.ts';
export type {
  Edit,
  Example,
  Finding,
  Project,
  ProjectFile,
  PublishedHost,
  Rule,
  Served,
  ServedKey,
  Severity,
  World,
} from './lint/rule.ts';
export { rules } from './lint/rules.ts';
export type { PinPlan, PlannedHost, PlannedKey } from './plan.ts';
export type { Coverage, ReadConfig, ReadEntry, ReadPin, ReadProblem, SourceFile, Span } from './read-config.ts';
export type {
  FileChange,
  Generated,
  LeftAsIs,
  Loss,
  Reader,
  ReadOnlyForm,
  Rewriter,
  Rewritten,
  Target,
} from './target.ts';
export { readOnlyForms, targets } from './targets.ts';
export { encodeAs, sourceFileOf } from './text/source-file.ts';
