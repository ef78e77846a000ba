import type { Host, Pin } from '@livepin/core';
import { expect, test } from 'vitest';
import { a, b, c, d } from '../../src/lint/example-pieces.ts';
import { exampleWorld } from '../../src/lint/example-world.ts';
import type { PinPlan, PlannedKey } from '../../src/plan.ts';
import { targets } from '../../src/targets.ts';
import { lintExample } from './example-project.ts';

const key = (pin: string, role: PlannedKey['role']): PlannedKey => ({
  pin: pin as Pin,
  role,
  label: role,
  notAfter: null,
});
const plan: PinPlan = {
  hosts: [
    { host: 'api.example.com' as Host, subdomains: true, mode: 'enforce', keys: [key(a, 'leaf'), key(b, 'backup')] },
    { host: 'push.example.org' as Host, subdomains: false, mode: 'enforce', keys: [key(c, 'leaf'), key(d, 'backup')] },
  ],
  madeAt: exampleWorld.now,
  expires: exampleWorld.now + 200 * 86_400,
  isBesideSdk: false,
};

test.each(targets.map((target) => [target.id, target] as const))(
  'lint finds nothing in what generate writes for %s, but what generate said it cannot carry',
  (_, target) => {
    const { files, losses } = target.generate(plan);
    const found = lintExample({ files: Object.fromEntries(files.map(({ path, text }) => [path, text])) });
    const told = new Set(losses.map(({ rule }) => rule));
    expect(found.filter(({ rule }) => !told.has(rule))).toEqual([]);
  },
);
