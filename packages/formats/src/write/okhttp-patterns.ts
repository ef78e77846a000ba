import type { Pin } from '@livepin/core';
import type { PinPlan } from '../plan.ts';
import type { Loss } from '../target.ts';
import { isBelowPinned, pinnedHosts } from './pinned-hosts.ts';
import { quoted } from './text.ts';

export interface OkHttpPatterns {
  /** `**.` stands for the name and all below it (OkHttp 4.3.0). */
  readonly patterns: readonly { readonly pattern: string; readonly pins: readonly Pin[] }[];
  readonly losses: readonly Loss[];
}

/**
 * The plan as OkHttp's patterns. Where several match a host, OkHttp takes the pins of all of them together: a more
 * specific host can be given further pins, never fewer.
 * @throws {LivepinError} LP_FORM_PINS_NOTHING
 */
export function okHttpPatterns(plan: PinPlan, name: string): OkHttpPatterns {
  const { hosts, losses } = pinnedHosts(plan, { name, compares: 'path', excludes: false });
  const overlaps = hosts
    .filter(({ host }) => isBelowPinned(host, hosts))
    .map(({ host }) => ({
      rule: 'okhttp-overlap',
      sentence: `${host}: ${name} adds up the pins of all patterns that match, so those of the host above it are accepted here too.`,
    }));
  const patterns = hosts.map(({ host, subdomains, pins }) => ({ pattern: subdomains ? `**.${host}` : host, pins }));
  return { patterns, losses: [...losses, ...overlaps] };
}

/** `.add(…)` calls, one line each. */
export function addCalls({ patterns }: OkHttpPatterns, indent: string): string {
  return patterns
    .map(({ pattern, pins }) => `${indent}.add(${quoted([pattern, ...pins.map((pin) => `sha256/${pin}`)])})\n`)
    .join('');
}

export const everyClient =
  'Give every OkHttpClient the pinner: what goes through another client, a WebView or HttpURLConnection is not pinned.';

export const noPlainRedirect =
  'Build it with followSslRedirects(false) too: by default a redirect is followed from https:// to http://, where no pin is asked.';

/** What else OkHttp needs for these patterns. */
export function okHttpNeeds({ patterns }: OkHttpPatterns): string[] {
  return [
    patterns.some(({ pattern }) => pattern.startsWith('**.'))
      ? 'OkHttp 4.3.0 or newer is needed: older ones do not know patterns that begin with "**.".'
      : 'OkHttp 3.1.2 or newer is needed: older ones compare what the server sent in place of the verified path (CVE-2016-2402).',
    'Keep the trust manager of the platform: with one that trusts everything, OkHttp compares certificates that an attacker chose.',
  ];
}
