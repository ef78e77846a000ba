import { LivepinError, parseHost, parsePin } from '@livepin/core';
import type { PinPlan, PlannedHost, PlannedKey } from './plan.ts';
import type { Target } from './target.ts';

/** In a few words, what a form cannot carry; by the rule of its loss. */
const limits: Readonly<Record<string, string>> = {
  'leaf-only': "only the server's own key",
  'ats-leaf-and-ca': 'leaves or CAs, not both',
  'expiry-lost': 'no end',
  'report-only': 'no report mode',
  'host-is-ip': 'no addresses',
  'subdomain-depth-differs': 'other depth of sub-domains',
};

/** What a form loses of a plan that has everything in it, in the order of the table above. */
export function limitsOf(target: Target): string[] {
  const lost = new Set([sample('everything'), sample('leaf')].flatMap((plan) => rulesLost(target, plan)));
  return Object.keys(limits).flatMap((rule) => (lost.has(rule) ? [limits[rule]!] : []));
}

function rulesLost(target: Target, plan: PinPlan): string[] {
  try {
    return target.generate(plan).losses.map(({ rule }) => rule);
  } catch (error) {
    // A form that refuses one of the samples as a whole shows its limits in the other.
    if (error instanceof LivepinError) return [];
    throw error;
  }
}

function sample(keys: 'everything' | 'leaf'): PinPlan {
  const roles = keys === 'everything' ? (['leaf', 'intermediate', 'backup'] as const) : (['leaf', 'backup'] as const);
  const hosts = [
    hostOf('api.example.com', roles, { subdomains: true }),
    hostOf('reports.example.org', roles, { mode: 'report' }),
    hostOf('192.0.2.1', roles, {}),
  ];
  return { hosts, madeAt: 1_800_000_000, expires: 1_815_552_000, isBesideSdk: false };
}

function hostOf(host: string, roles: readonly PlannedKey['role'][], more: Partial<PlannedHost>): PlannedHost {
  const keys = roles.map((role, at): PlannedKey => {
    const pin = parsePin(`${'ABC'.charAt(at).repeat(42)}A=`, 'sample');
    return { pin, role, label: role, notAfter: null };
  });
  return { host: parseHost(host, 'sample'), subdomains: false, mode: 'enforce', keys, ...more };
}
