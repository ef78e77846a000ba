export type { InStep, PublishedKeys, StepQuestion } from './bring-in-step.ts';
export { bringInStep } from './bring-in-step.ts';
export type { TextEdit } from './edit/edits.ts';
export { applyEdits } from './edit/edits.ts';
export { formsOf } from './forms-of.ts';
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
export { isManagedIssuer } from './managed-issuers.ts';
export type { PinPlan, PlannedHost, PlannedKey } from './plan.ts';
export { checkPlan, defaultDays, endAfter, soonDays } from './plan-checks.ts';
export type { FoundPlan, NamedConfig } from './plan-from-configs.ts';
export { planFromConfigs } from './plan-from-configs.ts';
export type { KeyChoice, ShownChain } from './plan-keys.ts';
export { chosenKeys, keyChoices, keysOfPins, shownKeys } from './plan-keys.ts';
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
export { limitsOf } from './target-limits.ts';
export { namedKeys } from './targets/plain-json.ts';
export { readOnlyForms, targets } from './targets.ts';
export { encodeAs, sourceFileOf } from './text/source-file.ts';
export { shownEnd } from './write/date.ts';
