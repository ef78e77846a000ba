import { textOr } from '../sketch.ts';

/** What stands for the words of `parseFailOn` where none are given: what is wrong, and what proves nothing. */
const usualWords = 'not-pinned,leaking,fragile,unproven,inconclusive';

export const failOnOption = textOr(
  '--fail-on <words>',
  'what fails: never, any, or some of not-pinned, leaking, fragile, unproven, inconclusive, not-seen, flaky, with commas',
  usualWords,
);

/** Of a report that is there: nothing fails by it any more. */
export const failOnOfRun = textOr(
  '--fail-on <words>',
  'that of the run, by which report.junit.xml is compared; a verdict on a host fails nothing here',
  usualWords,
);
