import { type Finding, fault, remark } from './finding.ts';
import { type KeyView, keyText } from './key-view.ts';

const webCurves = ['P-256', 'P-384'];

/**
 * What clients and CAs think of a key. Shorter than 2,048 bits of RSA or 256 of a curve is refused (Baseline Requirements
 * §6.1.5); what is no RSA, P-256 or P-384 is not taken everywhere.
 * @param what whose key it is: "certificate 1"
 */
export function keyFindings(key: KeyView, what: string): Finding[] {
  const text = keyText(key);
  if (isWeak(key)) return [fault('LP_SHOW_KEY_WEAK', `The key of ${what} is too short: ${text}.`)];
  if (key.type === 'RSA' || webCurves.includes(key.curve ?? '')) return [];
  const sentence = `The key of ${what} is of a type that not all clients and public CAs take: ${text}.`;
  return [remark('LP_SHOW_KEY_RARE', sentence)];
}

function isWeak({ type, bits }: KeyView): boolean {
  if (type === 'RSA' || type === 'RSA-PSS') return bits !== null && bits < 2048;
  return type === 'DSA' || (type === 'EC' && bits !== null && bits < 256);
}
