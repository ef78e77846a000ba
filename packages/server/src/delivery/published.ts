import { type BundleOrder, compareBundles } from '@livepin/core';
import { formatOrder, parseOrder, tagsOf } from './etag.ts';
import { Polls } from './polls.ts';
import { type Prepared, prepare, prepareAgain } from './prepared.ts';
import { Streams } from './streams.ts';
import { Waiting } from './waiting.ts';

/** A signed bundle, ready to be handed out. */
export interface DeliverableBundle extends BundleOrder {
  /** The document, at most 65,536 bytes. */
  readonly bytes: Uint8Array;
}

/** One bundle with all of its answers. */
export interface Current {
  readonly order: BundleOrder;
  readonly plain: Prepared;
  /** To `?after=`. */
  readonly heal: Prepared;
  /** To long-polls, by the seconds that they were let wait. */
  readonly waited: Map<number, Prepared>;
}

/** All that delivery knows of one app. */
export class Published {
  readonly polls = new Polls();
  readonly waiting = new Waiting();
  readonly streams = new Streams();
  current: Current | null = null;

  /** An older bundle than the current one is let pass without effect: two publishers may finish in either order. */
  replace({ epoch, version, iat, bytes }: DeliverableBundle, vary: readonly string[]): void {
    const order = { epoch, version, iat };
    if (this.current && compareBundles(order, this.current.order) <= 0) return;
    const tag = formatOrder(order);
    const plain = prepare(bytes, tag, plainCaching, vary);
    this.current = { order, plain, heal: prepareAgain(plain, healCaching, vary), waited: new Map() };
    this.polls.learn(order);
    this.waiting.answerAll();
    this.streams.announce(tag);
  }

  end(): void {
    this.waiting.answerAll();
    this.streams.endAll();
  }
}

/** The answer to a long-poll. No cache may keep it: it would answer the next one at once, and for all. */
export function waitedAnswer({ plain, waited }: Current, seconds: number): Prepared {
  const known = waited.get(seconds);
  if (known) return known;
  const made = prepareAgain(plain, 'no-store', ['Vary', 'Prefer', 'Preference-Applied', `wait=${seconds}`]);
  waited.set(seconds, made);
  return made;
}

/**
 * Whether an asker has the current bundle, or (from another place) a newer one, so that there is something to wait for.
 * @param field its If-None-Match
 * @param after the bundle named in `?after=`
 */
export function hasNewest({ order }: Current, field: string | undefined, after: BundleOrder | null): boolean {
  const held = [after, ...tagsOf(field ?? '').map(parseOrder)];
  return held.some((one) => one !== null && compareBundles(one, order) >= 0);
}

const plainCaching = 'public, max-age=60, stale-while-revalidate=600, stale-if-error=604800';
// Never stale: a heal answered from before the change would be a lost request.
const healCaching = 'public, max-age=5';
