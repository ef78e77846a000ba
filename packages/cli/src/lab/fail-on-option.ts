import { textOr } from '../sketch.ts';

/** The words of `parseFailOn`, and what stands for them where none is given: what is wrong, and what proves nothing. */
export const failOnOption = textOr(
  '--fail-on <words>',
  'what fails: never, any, or some of not-pinned, leaking, fragile, unproven, inconclusive, not-seen, flaky, with commas',
  'not-pinned,leaking,fragile,unproven,inconclusive',
);
