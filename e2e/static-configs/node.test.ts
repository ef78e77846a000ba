import { get } from 'node:https';
import { afterAll, beforeAll, describe } from 'vitest';
import { openWorkplace, testCases, type Workplace } from './trial.ts';
import { expiredPlan, plan, trusted } from './world.ts';

describe('what is generated for Node', () => {
  let place: Workplace;
  let agents: { live: object; expired: object };
  beforeAll(async () => {
    place = await openWorkplace();
    const [live] = await place.generate('node', plan, 'live');
    const [expired] = await place.generate('node', expiredPlan, 'expired');
    agents = { live: (await import(live!)).pinnedAgent, expired: (await import(expired!)).pinnedAgent };
  });
  afterAll(() => place[Symbol.asyncDispose]());

  const request = (host: string, port: number, isExpired: boolean) =>
    new Promise<void>((resolve, reject) => {
      const options = {
        agent: (isExpired ? agents.expired : agents.live) as never,
        ca: trusted,
        // Node asks for all addresses of a name, or for one.
        lookup: ((_host: string, { all }: { all?: boolean }, answer: (...parameters: unknown[]) => void) =>
          all ? answer(null, [{ address: '127.0.0.1', family: 4 }]) : answer(null, '127.0.0.1', 4)) as never,
      };
      get(`https://${host}:${port}/`, options, (response) => response.resume().on('end', resolve)).on('error', reject);
    });
  const refusals = { 'no pinned key': /^No pinned key at/, 'not trusted': /unable to verify|altnames/ };
  testCases(request, refusals, ['ca-keys']);
});
