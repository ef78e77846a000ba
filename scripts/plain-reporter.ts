import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

/** Quiet: says which tests failed and why, which were skipped and why, and counts. The last line is for programs too. */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    // A hook that fails is told by the suite that it stands in, and its tests are skipped.
    const broken = modules.flatMap((module) =>
      [module, ...module.children.allSuites()].flatMap((suite) =>
        suite.errors().map((error) => ({ error, where: nameOf(module) })),
      ),
    );
    for (const test of tests) {
      const result = test.result();
      if (result.state === 'failed') for (const error of result.errors) tell('FAILED', placeOf(test), error);
      if (result.state === 'skipped') console.log(`SKIPPED ${placeOf(test)}: ${result.note ?? 'no reason given'}`);
    }
    for (const { error, where } of broken) tell('FAILED', where, error);
    for (const error of errors) tell('FAILED', 'outside of any test', error);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const [passed, failed, skipped] = [
      count('passed'),
      count('failed') + broken.length + errors.length,
      count('skipped'),
    ];
    console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  }
}

function tell(what: string, where: string, error: SerializedError): void {
  const text = `${what} ${where}\n${(error.stack ?? error.message).replace(/^/gm, '  ')}\n${error.diff ?? ''}`;
  console.log(process.stdout.isTTY ? text : stripVTControlCharacters(text));
}

function nameOf(module: TestModule): string {
  return relative(process.cwd(), module.moduleId);
}

function placeOf(test: TestCase): string {
  return `${nameOf(test.module)}: ${test.fullName}`;
}
