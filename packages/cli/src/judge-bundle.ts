import {
  acceptBundle,
  type Bundle,
  type ClientState,
  type ErrorCode,
  LivepinError,
  nowFor,
  openUnseeded,
  parseBundle,
  type StoredState,
} from '@livepin/core';
import { crypto, inOrder } from './trust-roots.ts';

export interface BundleQuestion {
  readonly app: string;
  /** In any order; the one of the lowest version is trusted as it stands. */
  readonly roots: readonly Uint8Array[];
  readonly bundle: Uint8Array;
  readonly stored: StoredState | null;
  /** Seconds since 1970. */
  readonly now: number;
}

export type BundleJudgement =
  | {
      readonly kind: 'accepted';
      readonly bundle: Bundle;
      /** With the bundle in force. */
      readonly state: ClientState;
      /** It is the one in force already, or an older signing of it. */
      readonly isUnchanged: boolean;
      readonly clockIsBehind: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly sentence: string;
      /** What the document says, where it can be read. Nobody vouches for it. */
      readonly bundle: Bundle | null;
    };

/**
 * Judges a bundle as an app with these trust roots and this memory does.
 * @throws {LivepinError} LP_STORE_FOREIGN: the stored state is another app's
 */
export async function judgeBundle(question: BundleQuestion): Promise<BundleJudgement> {
  let bundle: Bundle | null = null;
  try {
    bundle = parseBundle(question.bundle);
    return await judgeParsed(question, bundle);
  } catch (error) {
    if (!(error instanceof LivepinError) || error.code === 'LP_STORE_FOREIGN') throw error;
    const sentence = bundle ? error.message : `The bundle cannot be read. ${error.message}`;
    return { kind: 'refused', code: error.code, sentence, bundle };
  }
}

async function judgeParsed(question: BundleQuestion, bundle: Bundle): Promise<BundleJudgement> {
  const { app, stored, now } = question;
  const roots = await inOrder(question.roots);
  const { state } = await openUnseeded({ app, roots, candidate: bundle }, stored, now, crypto);
  const outcome = await acceptBundle(state, question.bundle, now, crypto);
  switch (outcome.kind) {
    case 'accepted':
      return { ...outcome, isUnchanged: false };
    case 'refused':
      return { ...outcome, bundle };
    case 'unchanged': {
      // A client keeps what it has and asks nothing more; who asks for a verdict wants to know that it is out of date.
      const late = nowFor(state, now) - bundle.exp;
      if (late < 0) return { kind: 'accepted', bundle, state, isUnchanged: true, clockIsBehind: bundle.iat > now };
      const sentence = `The bundle, version ${bundle.version} of epoch ${bundle.epoch}, expired ${late} seconds ago.`;
      return { kind: 'refused', code: 'LP_BUNDLE_EXPIRED', sentence, bundle };
    }
  }
}
