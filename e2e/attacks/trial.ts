import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttackCase, Position } from './case.ts';
import type { Client, RunningClient } from './clients/client.ts';
import type { Answer } from './clients/line-protocol.ts';

export interface Verdict extends Answer {
  /** Bytes of application data that the server got. */
  readonly bytes: number;
}

/** `open-…`: what was done where both can be argued. */
export type Mark = 'right' | 'hole' | 'outage' | 'open-accepts' | 'open-refuses' | 'unasked';

export interface Trial {
  readonly client: Client;
  readonly version: string;
  readonly verdicts: ReadonlyMap<AttackCase, CaseVerdicts>;
}

/** Of the pinned positions that the client can be asked for. */
export type CaseVerdicts = ReadonlyMap<Position, Verdict>;

const serversAtOnce = 4;

/** Brings one client before all servers; each has servers to itself, which know what they got from it. */
export async function tryClient(
  client: Client,
  cases: readonly AttackCase[],
): Promise<Trial | { readonly client: Client; readonly missing: string }> {
  const running = await client.start();
  if ('missing' in running) return { client, missing: running.missing };
  const folder = await mkdtemp(join(tmpdir(), 'livepin-attacks-'));
  const verdicts = new Map<AttackCase, CaseVerdicts>();
  const attempt = async (one: AttackCase) => {
    verdicts.set(one, await judge(running, client.positions, one, folder));
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

async function judge(
  client: RunningClient,
  positions: readonly Position[],
  { id, host, anchors, pins, revoked, isSlow, serve }: AttackCase,
  folder: string,
): Promise<CaseVerdicts> {
  const caFile = join(folder, `${id}.pem`);
  await writeFile(caFile, anchors.map(({ pem }) => pem).join(''));
  await using server = await serve();
  const verdicts = new Map<Position, Verdict>();
  const ask = async (position: Position) => {
    const before = server.received();
    const answer = await client.ask({ host, port: server.port, caFile, pins: [pins[position]], revoked });
    verdicts.set(position, { ...answer, bytes: server.received() - before });
  };
  // One position after another, so that what the server gets is of one connection. Where clients are kept waiting they
  // wait together: then any byte is one too many.
  if (isSlow) await Promise.all(positions.map(ask));
  else for (const position of positions) await ask(position);
  return verdicts;
}

/** What a verdict is to be called. */
export function markOf({ client, verdicts }: Trial, one: AttackCase, position: Position): Mark {
  const answer = verdicts.get(one)!.get(position);
  if (!answer || (one.revoked.length > 0 && !client.knowsRevocation)) return 'unasked';
  const { verdict } = one.must[position];
  if (verdict === 'either') return answer.isAccepted ? 'open-accepts' : 'open-refuses';
  if ((verdict === 'accept') === answer.isAccepted) return 'right';
  return answer.isAccepted ? 'hole' : 'outage';
}
