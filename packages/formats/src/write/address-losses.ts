import { isAddress } from '@livepin/core';
import type { PinPlan } from '../plan.ts';
import type { Loss } from '../target.ts';

/** What is lost of a plan in a form that pins names alone. */
export function addressLosses(plan: PinPlan, form: string): Loss[] {
  return plan.hosts
    .filter(({ host }) => isAddress(host))
    .map(({ host }) => ({ rule: 'host-is-ip', sentence: `${host}: ${form} pins no addresses; not pinned here.` }));
}
