export { standardOf } from './lint/standards.ts';
export type { JUnitCase, JUnitOutcome, JUnitSuite } from './reports/junit.ts';
export { formatJUnit } from './reports/junit.ts';
export type { SarifLevel, SarifRule, SarifRun } from './reports/sarif.ts';
export { artifactUri, sarifLog } from './reports/sarif.ts';
