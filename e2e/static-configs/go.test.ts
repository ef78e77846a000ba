import { afterAll, beforeAll } from 'vitest';
import { findGo } from '../attacks/clients/go.ts';
import { describeWith } from '../system.ts';
import { type Driver, startDriver } from './driver.ts';
import { buildGoDriver } from './go-driver.ts';
import { testCases } from './trial.ts';
import { openWorkplace, type Workplace } from './workplace.ts';
import { expiredPlan, plan } from './world.ts';

describeWith(findGo(), 'what is generated for Go', (go) => {
  let place: Workplace;
  let driver: Driver;
  beforeAll(async () => {
    place = await openWorkplace();
    driver = startDriver(await buildGoDriver(place, go, { live: plan, expired: expiredPlan }), [place.caFile], {});
  });
  afterAll(async () => {
    await driver?.[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  testCases((host, port, isExpired) => driver.ask(isExpired ? 'expired' : 'live', host, port), {
    'no pinned key': /no pinned key on the path to/,
    'not trusted': /unknown authority|not leaf\.example/,
  });
});
