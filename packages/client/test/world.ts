import { app } from '@livepin/testkit';
import { nodeCrypto } from '@livepin/tls';
import {
  type DocumentRequest,
  Emitter,
  Engine,
  type Fetched,
  type LivepinEvents,
  type Platform,
  type Store,
} from '../src/engine/index.ts';
import { now as realNow, root, seed } from './fixture.ts';

// The machine without a network: its clock, its luck and what places answer are the test's.

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

export class World {
  time = realNow();
  luck = 0.5;
  readonly asked: string[] = [];
  readonly timers = new Set<Timer>();
  answer: (request: DocumentRequest) => Fetched | Promise<Fetched> = () => ({ kind: 'missing' });

  platform(store: Store | null = null): Platform {
    return {
      crypto: nodeCrypto(),
      store,
      clock: () => this.time,
      random: () => this.luck,
      transport: async (request) => {
        this.asked.push(request.url);
        return this.answer(request);
      },
      after: (seconds, task) => {
        const timer = { at: this.time + seconds, task };
        this.timers.add(timer);
        return () => void this.timers.delete(timer);
      },
    };
  }

  /** Lets time pass: timers run when they are due, and what they begin ends before the next. */
  async pass(seconds: number): Promise<void> {
    const end = this.time + seconds;
    for (;;) {
      await settle();
      const next = [...this.timers].sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.time = Math.ceil(next.at);
      this.timers.delete(next);
      next.task();
    }
    this.time = end;
    await settle();
  }
}

/** Everything that needs no timer of the world has happened. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export const places = ['https://one.example/app', 'https://two.example/app'];

/** Opens an engine in a world; `told` collects what it tells. */
export async function openIn(
  world: World,
  options: { sources?: string[]; store?: Store | null; seed?: Uint8Array } = {},
) {
  const events = new Emitter<LivepinEvents>();
  const told: [keyof LivepinEvents, unknown][] = [];
  const types = [
    'bundle',
    'root',
    'refused',
    'unreachable',
    'clock-behind',
    'freshness',
    'root-expired',
    'failure',
    'heal',
    'store',
  ] as const;
  for (const type of types) events.on(type, (event) => told.push([type, event]));
  const engine = await Engine.open(
    {
      embedded: { app, root, seed: options.seed ?? seed },
      sources: options.sources ?? places.slice(0, 1),
      platform: world.platform(options.store),
    },
    events,
  );
  return { engine, told };
}

/** A store that survives its writers, and breaks when it is told to: before a write, or when it is done but not yet told. */
export class Shelf implements Store {
  readonly states = new Map<string, string>();
  record: string | null = null;
  breaks: 'never' | 'before' | 'after' = 'never';
  async load() {
    return [...this.states].map(([name, text]) => ({ name, text }));
  }
  async save(text: string, absorbed: readonly string[]) {
    if (this.breaks === 'before') throw new Error('The disk is gone.');
    this.states.set(text, text);
    if (this.breaks === 'after') throw new Error('The disk did it, and is gone.');
    for (const name of absorbed) if (name !== text) this.states.delete(name);
    return text;
  }
  async loadRecord() {
    return this.record;
  }
  async saveRecord(text: string) {
    this.record = text;
  }
}
