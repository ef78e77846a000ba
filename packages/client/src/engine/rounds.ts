import { newestRoot, placesToAsk } from '@livepin/core';
import { askPlace } from './ask-place.ts';
import type { Emitter } from './emitter.ts';
import type { LivepinEvents } from './events.ts';
import type { FetchJournal } from './fetch-journal.ts';
import type { Knowledge } from './knowledge.ts';
import type { Platform } from './platform.ts';

/** What came of asking for newer documents. */
export interface RefreshReport {
  /** Places that answered with what proves itself, and places asked. */
  readonly answered: number;
  readonly asked: number;
  /** Whether another bundle decides now, or a trust root was proven. */
  readonly news: boolean;
}

/** Asks places for newer documents, round by round; what proves itself is known afterwards. */
export class Rounds {
  readonly #sources: readonly string[];
  readonly #platform: Platform;
  readonly #knowledge: Knowledge;
  readonly #journal: FetchJournal;
  readonly #events: Emitter<LivepinEvents>;
  #count = 0;
  #underWay = 0;

  constructor(
    { sources, platform }: { readonly sources: readonly string[]; readonly platform: Platform },
    knowledge: Knowledge,
    journal: FetchJournal,
    events: Emitter<LivepinEvents>,
  ) {
    this.#sources = sources;
    this.#platform = platform;
    this.#knowledge = knowledge;
    this.#journal = journal;
    this.#events = events;
  }

  get isAsking(): boolean {
    return this.#underWay > 0;
  }

  /** Never rejects; what went wrong is told as events. */
  async ask(reason: 'refresh' | 'heal', withRoots: boolean, timeoutSeconds: number): Promise<RefreshReport> {
    this.#underWay++;
    try {
      return await this.#ask(reason, withRoots, timeoutSeconds);
    } finally {
      this.#underWay--;
    }
  }

  async #ask(reason: 'refresh' | 'heal', withRoots: boolean, timeoutSeconds: number): Promise<RefreshReport> {
    const before = { view: this.#knowledge.view, root: newestRoot(this.#knowledge.state) };
    await this.#knowledge.absorb();
    const asked = this.#places(reason);
    const answers = await Promise.all(
      asked.map((place) =>
        askPlace({ place, reason, withRoots, timeoutSeconds }, this.#knowledge, this.#platform.transport, this.#events),
      ),
    );
    if (answers.some(({ good, askedForRoots }) => good && askedForRoots)) {
      await this.#journal.note({ rootsAskedAt: this.#platform.clock() });
    }
    const { view, state } = this.#knowledge;
    return {
      answered: answers.filter(({ good }) => good).length,
      asked: asked.length,
      news: view !== before.view || newestRoot(state) !== before.root,
    };
  }

  #places(reason: 'refresh' | 'heal'): string[] {
    const bundle = this.#knowledge.view.held?.bundle;
    const named = bundle?.sources.map((source) => source.replace(/\/+$/, '')) ?? [];
    const places = [...new Set([...this.#sources, ...named])];
    return placesToAsk(places, reason, this.#count++, bundle?.samplePer10000 ?? 0, () => this.#platform.random());
  }
}
