import { type Endpoint, isSame } from '../endpoint.ts';
import { TrustProof } from '../verdict/trust-proof.ts';
import type { RunPlan, RunRecord } from './run-record.ts';

/**
 * The next run without the genuine CAs; null where another would show no more. An app that ends at the first host that it
 * refuses shows nothing of the others: what one host does proves nothing of another, to which the app may have given CAs of its
 * own. So those that were refused are spared, one run after another, until it has come to all.
 * @param records those so far, the first controls among them
 * @param hosts whom the controls saw
 */
export function nextStoreControl(records: readonly RunRecord[], hosts: readonly Endpoint[]): RunPlan | null {
  const last = records.findLast(({ plan }) => plan.purpose === 'store-control');
  if (last?.plan.purpose !== 'store-control') return { purpose: 'store-control' };
  const proof = new TrustProof(hosts, records);
  const refused = hosts.filter((host) => proof.wasRefused(host));
  const isOpen = (host: Endpoint) => proof.isOpen(host) && !refused.some((one) => isSame(one, host));
  const before = last.plan.spared?.length ?? 0;
  return refused.length > before && hosts.some(isOpen) ? { purpose: 'store-control', spared: refused } : null;
}
