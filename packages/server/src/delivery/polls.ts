import { type BundleOrder, compareBundles } from '@livepin/core';
import { formatOrder, tagsOf } from './etag.ts';

export interface PollCount {
  /** The bundle that the askers held, as its ETag without quotes; null: none, or none that was ever published. */
  readonly etag: string | null;
  readonly polls: number;
}

interface Known {
  readonly order: BundleOrder;
  polls: number;
}

/** Remembering more would help nobody: an app that holds the 256th last bundle counts as one that holds none. */
const maxKnown = 256;

/** Counts which bundles the pollers of one app hold. Only published ones are counted one by one: anyone can send any ETag. */
export class Polls {
  #known = new Map<string, Known>();
  #others = 0;

  /** From now on, polls that hold this bundle are counted. */
  learn(order: BundleOrder): void {
    const tag = formatOrder(order);
    if (this.#known.has(tag)) return;
    this.#known.set(tag, { order, polls: 0 });
    if (this.#known.size <= maxKnown) return;
    const [oldest, { polls }] = [...this.#known].reduce((a, b) => (compareBundles(a[1].order, b[1].order) < 0 ? a : b));
    this.#known.delete(oldest);
    this.#others += polls;
  }

  /** @param field If-None-Match as it came; of several tags the first that is known counts, so that one poll is one count */
  count(field: string | undefined): void {
    // The usual poll names one bundle, and most of them the newest: no list need be read.
    const only = field === undefined ? undefined : this.#known.get(field.slice(1, -1));
    const known = only ?? this.#firstKnown(field);
    if (known) known.polls++;
    else this.#others++;
  }

  /** Newest first, then those that hold none. */
  counts(): readonly PollCount[] {
    const known = [...this.#known.values()].sort((a, b) => compareBundles(b.order, a.order));
    const counted = known.map(({ order, polls }) => ({ etag: formatOrder(order), polls }));
    return [...counted, { etag: null, polls: this.#others }];
  }

  #firstKnown(field: string | undefined): Known | undefined {
    for (const tag of field === undefined ? [] : tagsOf(field)) {
      const known = this.#known.get(tag);
      if (known) return known;
    }
    return undefined;
  }
}
