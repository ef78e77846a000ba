import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttackCase, type Position, positions, type Served } from './case.ts';
import type { Client, RunningClient } from './clients/client.ts';
import type { Answer } from './clients/line-protocol.ts';
import { host } from './world.ts';

export interface Verdict extends Answer {
  /** Bytes of application data that the server got. */
  readonly bytes: number;
}

export type Mark = 'right' | 'hole' | 'outage' | 'uncounted';

export interface Trial {
  readonly client: Client;
  readonly version: string;
  /** By case, then by pinned position. */
  readonly verdicts: ReadonlyMap<AttackCase, Readonly<Record<Position, Verdict>>>;
}

const serversAtOnce = 4;

/** Brings one client before all servers; each has servers to itself, which know what they got from it. */
export async function tryClient(
  client: Client,
  cases: readonly AttackCase[],
): Promise<Trial | { readonly client: Client; readonly missing: string }> {
  const running = await client.start();
  if ('missing' in running) return { client, missing: running.missing };
  const folder = await mkdtemp(join(tmpdir(), 'livepin-attacks-'));
  const verdicts = new Map<AttackCase, Readonly<Record<Position, Verdict>>>();
  const attempt = async (one: AttackCase) => {
    verdicts.set(one, await judge(running, one, folder));
  };
  try {
    const others = cases.filter(({ isSlow }) => !isSlow).values();
    const worker = async () => {
      for (const one of others) await attempt(one);
    };
    // Those that only wait need no turn.
    await Promise.all([
      ...cases.filter(({ isSlow }) => isSlow).map(attempt),
      ...Array.from({ length: serversAtOnce }, worker),
    ]);
  } finally {
    await running[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  }
  return { client, version: running.version, verdicts };
}

async function judge(client: RunningClient, one: AttackCase, folder: string): Promise<Record<Position, Verdict>> {
  const { id, anchors, pins, revoked, isSlow } = one;
  const caFile = join(folder, `${id}.pem`);
  await writeFile(caFile, anchors.map(({ pem }) => pem).join(''));
  await using server = await one.serve();
  const ask = (position: Position) => client.ask({ host, port: server.port, caFile, pins: [pins[position]], revoked });
  // One position after another, so that what the server gets is one connection's. Where clients are kept waiting they
  // wait together; then any byte is too many.
  return await (isSlow ? together(server, ask) : inTurn(server, ask)); // lest the server be gone before
}

type Ask = (position: Position) => Promise<Answer>;

async function inTurn(server: Served, ask: Ask): Promise<Record<Position, Verdict>> {
  const verdicts: [Position, Verdict][] = [];
  for (const position of positions) {
    const before = server.received();
    const answer = await ask(position);
    verdicts.push([position, { ...answer, bytes: server.received() - before }]);
  }
  return Object.fromEntries(verdicts) as Record<Position, Verdict>;
}

async function together(server: Served, ask: Ask): Promise<Record<Position, Verdict>> {
  const answers = await Promise.all(positions.map(async (position) => [position, await ask(position)] as const));
  const bytes = server.received();
  return Object.fromEntries(answers.map(([position, answer]) => [position, { ...answer, bytes }])) as Record<
    Position,
    Verdict
  >;
}

/** What a verdict is to be called. */
export function markOf({ client, verdicts }: Trial, one: AttackCase, position: Position): Mark {
  if (one.revoked.length > 0 && !client.knowsRevocation) return 'uncounted';
  const { isAccepted } = verdicts.get(one)![position];
  const { verdict } = one.must[position];
  if (verdict === 'accept' && position !== 'leaf' && client.pinsOnlyLeaf) return 'uncounted';
  if (verdict === 'either' || (verdict === 'accept') === isAccepted) return 'right';
  return isAccepted ? 'hole' : 'outage';
}
