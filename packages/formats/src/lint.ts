export { fingerprintsOf } from './lint/baseline.ts';
export { hostsToAsk } from './lint/hosts-to-ask.ts';
export { lint } from './lint/lint.ts';
export { pageOf } from './lint/page.ts';
export { readProjectFile } from './lint/read-project-file.ts';
export type {
  Edit,
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
export type { StandardId } from './lint/standards.ts';
export { standards } from './lint/standards.ts';
export type { Suppressed } from './lint/suppress.ts';
export { suppress } from './lint/suppress.ts';
