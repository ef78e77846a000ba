import { expect, test } from 'vitest';
import { privileges, sayRefusal } from '../../src/transparent/may-unshare.ts';

test.each([
  {
    says: 'that util-linux is too old',
    said: "unshare: unrecognized option '--map-current-user'\nTry 'unshare --help'",
    is: /^unshare: unrecognized option.*2\.36/,
  },
  {
    says: 'what a container needs',
    said: 'unshare: unshare failed: Operation not permitted',
    is: /^unshare: unshare failed: Operation not permitted; /,
  },
  {
    says: 'what is missing',
    said: 'ip is not there (Debian packages: iproute2, mount)',
    is: /^ip is not there \(Debian packages: iproute2, mount\)$/,
  },
  { says: 'that nothing was said', said: '', is: /^unshare ended without a word$/ },
])('a refusal says $says', ({ said, is }) => {
  expect(sayRefusal(said)).toMatch(is);
});

test('the administrator needs no user namespace, and has one where the rest is refused; others have one', () => {
  expect(privileges(true).map(({ unshare }) => unshare.includes('--user'))).toEqual([false, true]);
  expect(privileges(false).map(({ unshare }) => unshare.includes('--user'))).toEqual([true]);
});
