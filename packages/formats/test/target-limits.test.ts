import { expect, test } from 'vitest';
import { limitsOf } from '../src/target-limits.ts';
import { targets } from '../src/targets.ts';

const byId = new Map(targets.map((target) => [target.id, limitsOf(target)]));

test('the limits of a form are what it loses of a plan that has everything', () => {
  expect(byId.get('plain-json')).toEqual([]);
  expect(byId.get('android-nsc')).toEqual(['no report mode']);
  expect(byId.get('ats')).toEqual([
    'leaves or CAs, not both',
    'no end',
    'no report mode',
    'no addresses',
    'other depth of sub-domains',
  ]);
  expect(byId.get('curl')).toContain("only the server's own key");
});
