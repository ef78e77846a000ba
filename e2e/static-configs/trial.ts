import { startServer } from '@livepin/testkit';
import { expect, test } from 'vitest';
import { type Case, cases } from './world.ts';

/** Sends one request as an app with the config would. Rejects with what the client said where it refused. */
export type Request = (host: string, port: number, isExpired: boolean) => Promise<void>;

/** What a client says that has refused, so that no other fault passes for a refusal. */
export interface Refusals {
  readonly 'no pinned key': RegExp;
  readonly 'not trusted': RegExp;
}

/**
 * Tries every case: what is refused must be refused before a byte of the request has arrived.
 * @param lacks what the form cannot do by its own account
 */
export function testCases(request: Request, refusals: Refusals, lacks: readonly Case['needs'][] = []): void {
  test.each(cases.filter(({ needs }) => needs === undefined || !lacks.includes(needs)))(
    '$says: $outcome ($host)',
    async ({ host, chain, outcome, isExpired = false }) => {
      await using server = await startServer(chain);
      const answer = request(host, server.port, isExpired);
      if (outcome === 'accepted') {
        await answer;
        expect(server.received()).toBeGreaterThan(0);
      } else {
        await expect(answer).rejects.toThrow(refusals[outcome]);
        expect(server.received()).toBe(0);
      }
    },
  );
}
