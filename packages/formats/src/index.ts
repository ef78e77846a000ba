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
export type { Generated, Loss, Reader, Target } from './target.ts';
export { targets } from './targets.ts';
