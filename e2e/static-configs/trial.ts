import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PinPlan } from '@livepin/formats';
import { targets } from '@livepin/formats';
import { startServer } from '@livepin/testkit';
import { expect, test } from 'vitest';
import { type Case, cases, trusted } from './world.ts';

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

export interface Workplace extends AsyncDisposable {
  readonly folder: string;
  readonly caFile: string;
  /** Puts the files of a form below a folder, each with what is to stand before its text. @returns their paths */
  generate(id: string, plan: PinPlan, below: string, before?: string): Promise<string[]>;
  /** Puts any other file there. */
  write(name: string, text: string): Promise<string>;
}

/** A folder for what is generated, gone with the test. */
export async function openWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'livepin-static-'));
  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  };
  return {
    folder,
    caFile: await write('trusted.pem', trusted),
    write,
    generate: (id, plan, below, before = '') => {
      const target = targets.find((candidate) => candidate.id === id)!;
      const { files } = target.generate(plan);
      return Promise.all(files.map(({ path, text }) => write(join(below, path), before + text)));
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
