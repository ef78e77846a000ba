import type { Agent } from 'node:https';
import { afterAll, beforeAll, describe } from 'vitest';
import { requestBy } from './node-request.ts';
import { testCases } from './trial.ts';
import { openWorkplace, type Workplace } from './workplace.ts';
import { expiredPlan, plan, trusted } from './world.ts';

describe('what is generated for Node', () => {
  let place: Workplace;
  let agents: { live: Agent; expired: Agent };
  beforeAll(async () => {
    place = await openWorkplace();
    const [live] = await place.generate('node', plan, 'live');
    const [expired] = await place.generate('node', expiredPlan, 'expired');
    agents = { live: (await import(live!)).pinnedAgent, expired: (await import(expired!)).pinnedAgent };
  });
  afterAll(() => place[Symbol.asyncDispose]());

  const request = (host: string, port: number, isExpired: boolean) =>
    requestBy(isExpired ? agents.expired : agents.live, `https://${host}:${port}/`, trusted);
  const refusals = { 'no pinned key': /^No pinned key at/, 'not trusted': /unable to verify|altnames/ };
  testCases(request, refusals, ['ca-keys']);
});
