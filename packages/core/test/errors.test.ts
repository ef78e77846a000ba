import { LivepinError } from '@livepin/core';
import { remedyOf } from '@livepin/core/remedies';
import { expect, test } from 'vitest';

test("errors of a second copy of this package are known as Livepin's", async () => {
  const copy = (await import('../src/errors.ts?copy' as string)) as typeof import('../src/errors.ts');
  expect(copy.LivepinError).not.toBe(LivepinError);
  expect(new copy.LivepinError('LP_PIN_MALFORMED', 'x')).toBeInstanceOf(LivepinError);
  expect(new Error('x')).not.toBeInstanceOf(LivepinError);
});

test('each code has a remedy that is a sentence', () => {
  expect(remedyOf('LP_BUNDLE_ROLLBACK')).toMatch(/^[A-Z].*\.$/);
});
