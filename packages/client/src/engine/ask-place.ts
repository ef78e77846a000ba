import { type BundleOrder, maxDocumentBytes, newestRoot } from '@livepin/core';
import type { Emitter } from './emitter.ts';
import type { LivepinEvents } from './events.ts';
import type { Knowledge } from './knowledge.ts';
import type { Fetched, Transport } from './platform.ts';

export interface Question {
  readonly place: string;
  readonly reason: 'refresh' | 'heal';
  /** Whether successors of the newest trust root are asked for even when no bundle names one. */
  readonly withRoots: boolean;
  readonly timeoutSeconds: number;
}

/** `good`: the place answered with something that proves itself, or with nothing new. */
export interface Answer {
  readonly good: boolean;
  readonly askedForRoots: boolean;
}

const maxRootsAtOnce = 64;

/** Asks one place for what is newer, and offers it to what is known. Never rejects; what went wrong is told as events. */
export async function askPlace(
  question: Question,
  knowledge: Knowledge,
  transport: Transport,
  events: Emitter<LivepinEvents>,
): Promise<Answer> {
  const { place, reason, withRoots, timeoutSeconds } = question;
  const get = async (path: string, etag: string | null): Promise<Fetched> => {
    const fetched = await transport({ url: `${place}/${path}`, etag, maxBytes: maxDocumentBytes, timeoutSeconds });
    if (fetched.kind === 'failed') events.emit('unreachable', { place, why: fetched.why });
    return fetched;
  };

  const rootsKnown = withRoots ? await askForRoots() : true;
  const order = knowledge.view.held?.bundle ?? null;
  const query = reason === 'heal' && order ? `?after=${versionOf(order)}` : '';
  const fetched = await get(`bundle${query}`, order ? `"${versionOf(order)}"` : null);
  if (fetched.kind === 'not-modified') return { good: rootsKnown, askedForRoots: withRoots };
  if (fetched.kind === 'missing') events.emit('unreachable', { place, why: 'it has no bundle of this app' });
  if (fetched.kind !== 'document') return { good: false, askedForRoots: withRoots };
  return offer(fetched.bytes);

  async function offer(bytes: Uint8Array): Promise<Answer> {
    let outcome = await knowledge.offerBundle(bytes);
    const needsRoots = outcome.kind === 'refused' && outcome.code === 'LP_BUNDLE_ROOT_UNKNOWN' && !withRoots;
    if (needsRoots) {
      await askForRoots();
      outcome = await knowledge.offerBundle(bytes);
    }
    if (outcome.kind === 'refused') {
      events.emit('refused', { place, code: outcome.code, sentence: outcome.sentence });
    }
    if (outcome.kind === 'accepted' && outcome.clockIsBehind) {
      events.emit('clock-behind', { clock: knowledge.clock(), iat: outcome.bundle.iat });
    }
    return { good: outcome.kind !== 'refused', askedForRoots: withRoots || needsRoots };
  }

  /** One by one, until there is none; each proves itself before the next is asked for. @returns whether the end was reached */
  async function askForRoots(): Promise<boolean> {
    for (let asked = 0; asked < maxRootsAtOnce; asked++) {
      const fetched = await get(`roots/${newestRoot(knowledge.state).version + 1}`, null);
      if (fetched.kind === 'missing') return true;
      if (fetched.kind !== 'document') return false;
      const before = newestRoot(knowledge.state).version;
      const outcome = await knowledge.offerRoot(fetched.bytes);
      // Another place may have brought the same root meanwhile: then it does not follow any more, and all is well.
      if (outcome.kind === 'refused' && newestRoot(knowledge.state).version === before) {
        events.emit('refused', { place, code: outcome.code, sentence: outcome.sentence });
        return false;
      }
    }
    return false;
  }
}

/** As in ETag and `after`. */
function versionOf({ epoch, version, iat }: BundleOrder): string {
  return `${epoch}.${version}.${iat}`;
}
