import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  arrive,
  type Ending,
  finish,
  type HostRotation,
  isDone,
  maxConnectionsPerTry,
  move,
  type PlannedTry,
  type Purpose,
  planTries,
  quietSeconds,
  settle,
  startRotation,
} from '../../src/device/rotation.ts';
import type { Scenario } from '../../src/scenario.ts';

function scenario(id: string, more: Partial<Scenario> = {}): Scenario {
  return {
    id,
    title: id,
    group: 'certificates',
    attack: '',
    must: '',
    why: '',
    repair: '',
    standards: [],
    needs: [],
    gaveNoOpening: null,
    deviceTrusts: [],
    isDecisive: true,
    passes: ['attacked'],
    treat: () => ({ treatment: { kind: 'relay' }, isAttack: false }),
    ...more,
  };
}

const plan = planTries([scenario('one'), scenario('two')], 2);

/** An app that makes one connection after the other, and each ends as told. */
class App {
  rotation: HostRotation = startRotation();
  readonly log: string[] = [];
  now = 1_000;
  readonly plan: readonly PlannedTry[];

  constructor(plan: readonly PlannedTry[]) {
    this.plan = plan;
  }

  open(): Purpose {
    const { rotation, purpose } = arrive(this.rotation, this.plan, this.now);
    this.rotation = rotation;
    const planned = purpose.kind === 'attack' ? this.plan[purpose.index]! : null;
    this.log.push(planned ? `${planned.scenario.id}#${planned.attempt}` : 'genuine');
    return purpose;
  }

  end(purpose: Purpose, ending: Ending): void {
    this.rotation = finish(this.rotation, purpose, ending, this.now);
  }

  connect(ending: Ending, pause = quietSeconds): this {
    const purpose = this.open();
    this.end(purpose, purpose.kind === 'genuine' && ending !== 'failed' ? 'used' : ending);
    this.now += pause;
    return this;
  }
}

describe('a host that refuses every attack', () => {
  test('is let through before, between and after', () => {
    const app = new App(plan);
    for (let index = 0; index < 10; index++) app.connect('refused');
    expect(app.log).toEqual([
      'genuine',
      'one#0',
      'genuine',
      'one#1',
      'genuine',
      'two#0',
      'genuine',
      'two#1',
      'genuine',
      'genuine',
    ]);
    expect(isDone(app.rotation, plan)).toBe(true);
  });

  test('is not done before it was well once more', () => {
    const app = new App(planTries([scenario('one')], 1)).connect('refused').connect('refused');
    app.rotation = settle(app.rotation, app.plan, app.now);
    expect(isDone(app.rotation, app.plan)).toBe(false);
    app.connect('failed');
    expect(isDone(app.rotation, app.plan)).toBe(false);
    app.connect('refused');
    expect(isDone(app.rotation, app.plan)).toBe(true);
  });
});

test('a host that lets itself be read is attacked on and on: its app is well', () => {
  const app = new App(plan);
  for (let index = 0; index < 6; index++) app.connect('used');
  expect(app.log).toEqual(['genuine', 'one#0', 'one#1', 'two#0', 'two#1', 'genuine']);
});

describe('one try', () => {
  test('takes what the app opens at once, and tries again at once', () => {
    const app = new App(plan).connect('refused');
    const several = [app.open(), app.open(), app.open()];
    for (const one of several) app.end(one, 'refused');
    app.connect('refused', 0).connect('refused');
    app.connect('refused');
    expect(app.log).toEqual(['genuine', 'one#0', 'one#0', 'one#0', 'one#0', 'one#0', 'genuine']);
  });

  test('goes on while one of its connections is open', () => {
    const app = new App(plan).connect('refused');
    const slow = app.open();
    app.now += 100;
    app.connect('refused', 100);
    expect(app.log.at(-1)).toBe('one#0');
    app.end(slow, 'refused');
    app.now += quietSeconds;
    app.connect('refused');
    expect(app.log.at(-1)).toBe('genuine');
  });

  test('ends for an app that tries again for ever', () => {
    const app = new App(plan).connect('refused');
    for (let index = 0; index <= maxConnectionsPerTry; index++) app.connect('refused', 0.01);
    expect(app.log.filter((one) => one === 'one#0')).toHaveLength(maxConnectionsPerTry);
    expect(app.log.at(-1)).toBe('genuine');
  });

  test('does not count what was no fault of the app', () => {
    const app = new App(plan)
      .connect('refused')
      .connect('failed')
      .connect('failed')
      .connect('refused')
      .connect('refused');
    expect(app.log).toEqual(['genuine', 'one#0', 'one#0', 'one#0', 'genuine']);
  });

  test('that cannot be carried out is given up', () => {
    const app = new App(plan).connect('refused');
    for (let index = 0; index < 4; index++) app.connect('failed');
    expect(app.log).toEqual(['genuine', 'one#0', 'one#0', 'one#0', 'genuine']);
  });

  test('of sessions takes two connections', () => {
    const app = new App(planTries([scenario('resumed', { group: 'sessions' })], 1));
    app.connect('refused').connect('refused', 60).connect('refused').connect('refused');
    expect(app.log).toEqual(['genuine', 'resumed#0', 'resumed#0', 'genuine']);
  });

  test('has both passes where the scenario has', () => {
    const passes = planTries([scenario('channel', { passes: ['genuine', 'attacked'] })], 2);
    expect(passes.map(({ pass, attempt }) => `${pass}#${attempt}`)).toEqual([
      'genuine#0',
      'genuine#1',
      'attacked#0',
      'attacked#1',
    ]);
  });
});

describe('genuine connections that fail', () => {
  test('are given until one works, and counted', () => {
    const app = new App(plan).connect('failed').connect('failed');
    expect(app.log).toEqual(['genuine', 'genuine']);
    expect(app.rotation.genuineFailures).toBe(2);
    app.connect('refused').connect('refused');
    expect(app.log.at(-1)).toBe('one#0');
    expect(app.rotation.genuineFailures).toBe(0);
  });
});

test('a genuine connection that was open before an attack does not show that the app is well after it', () => {
  const app = new App(plan);
  const kept = app.open();
  app.connect('refused').connect('refused');
  expect(app.log).toEqual(['genuine', 'genuine', 'one#0']);
  app.end(kept, 'used');
  expect(app.connect('refused').connect('refused').log.slice(3)).toEqual(['genuine', 'one#1']);
});

describe('at the terminal', () => {
  test('"next" skips a try, at once', () => {
    const app = new App(plan).connect('refused');
    app.rotation = move(app.rotation, plan, 'next');
    expect(app.connect('refused').log.at(-1)).toBe('one#1');
  });

  test('"previous" has the last try again, as another run', () => {
    const app = new App(plan).connect('refused');
    const first = app.open();
    app.end(first, 'refused');
    app.now += quietSeconds;
    app.rotation = move(settle(app.rotation, plan, app.now), plan, 'previous');
    const again = app.open();
    expect(again).toMatchObject({ kind: 'attack', index: 0 });
    expect(again).not.toEqual(first);
  });

  test('"genuine" holds all attacks, "next" goes on with the one that was due', () => {
    const app = new App(plan).connect('refused');
    app.rotation = move(app.rotation, plan, 'genuine');
    app.connect('refused').connect('refused');
    expect(app.log).toEqual(['genuine', 'genuine', 'genuine']);
    app.rotation = move(app.rotation, plan, 'next');
    expect(app.connect('refused').log.at(-1)).toBe('one#0');
  });

  test('"restart" begins with a genuine connection, and its runs are others than before', () => {
    const app = new App(plan).connect('refused');
    const before = app.open();
    app.end(before, 'refused');
    app.rotation = move(app.rotation, plan, 'restart');
    app.connect('refused');
    expect(app.log.at(-1)).toBe('genuine');
    const after = app.open();
    expect(after).toMatchObject({ kind: 'attack', index: 0 });
    expect(after).not.toEqual(before);
  });

  test('what ends after its try was left counts for no other', () => {
    const app = new App(plan).connect('refused');
    const left = app.open();
    app.rotation = move(app.rotation, plan, 'next');
    const current = app.open();
    app.end(left, 'used');
    app.end(current, 'refused');
    app.now += quietSeconds;
    app.connect('refused');
    expect(app.log).toEqual(['genuine', 'one#0', 'one#1', 'genuine']);
  });

  test('"previous" at the beginning and "next" at the end change nothing', () => {
    const start = { ...startRotation(), needsGenuine: false };
    expect(move(start, plan, 'previous').next).toBe(0);
    const end = { ...start, next: plan.length };
    expect(move(end, plan, 'next').next).toBe(plan.length);
    expect(isDone(move(end, plan, 'next'), plan)).toBe(true);
  });
});

test('whatever an app and a person do, no try is skipped but by "next", and open connections are counted right', () => {
  const acts = fc.oneof(
    fc.constant({ act: 'open' as const }),
    fc.record({
      act: fc.constant('end' as const),
      which: fc.nat(5),
      ending: fc.constantFrom<Ending>('used', 'refused', 'failed'),
    }),
    fc.record({ act: fc.constant('wait' as const), seconds: fc.double({ min: 0, max: 3, noNaN: true }) }),
    fc.record({ act: fc.constant('move' as const), asked: fc.constantFrom('previous' as const, 'genuine' as const) }),
  );
  fc.assert(
    fc.property(fc.array(acts, { maxLength: 80 }), (all) => {
      const app = new App(plan);
      const open: Purpose[] = [];
      let farthest = 0;
      for (const one of all) {
        if (one.act === 'open') open.push(app.open());
        if (one.act === 'end' && open.length > 0) app.end(open.splice(one.which % open.length, 1)[0]!, one.ending);
        if (one.act === 'wait') app.now += one.seconds;
        if (one.act === 'move') app.rotation = move(app.rotation, plan, one.asked);
        app.rotation = settle(app.rotation, plan, app.now);
        expect(app.rotation.next).toBeLessThanOrEqual(farthest + 1);
        farthest = Math.max(farthest, app.rotation.next);
        const run = app.rotation.current?.run;
        const mine = open.filter((purpose) => purpose.kind === 'attack' && purpose.run === run);
        expect(app.rotation.current?.open ?? 0).toBe(run === undefined ? 0 : mine.length);
      }
    }),
  );
});
