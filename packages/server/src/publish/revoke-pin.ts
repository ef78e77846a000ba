import type { BundleContent, Pin } from '@livepin/core';
import { without } from './without.ts';

/**
 * The content with a key revoked, and its pin out of every set. Where it is a set's last pin it stays: a set has one at
 * least, and beside the revocation it opens nothing. The host is then shut until another pin is published.
 */
export function revokePin(content: BundleContent, pin: Pin): BundleContent {
  const domains = content.domains.map((pinSet) => {
    const rest = without(pinSet.pins, new Set([pin]));
    return rest.size > 0 ? { ...pinSet, pins: rest } : pinSet;
  });
  return { ...content, domains, revoked: new Set([...content.revoked, pin]) };
}

/** Takes a revocation back. The pin comes back into no set: which ones it belongs to is for people to say. */
export function unrevokePin(content: BundleContent, pin: Pin): BundleContent {
  return { ...content, revoked: without(content.revoked, new Set([pin])) };
}
