import type { ReadProblem } from '../read-config.ts';
import { namesAbove } from '../text/read-pin.ts';
import { allDomainConfigs, type Nsc, type NscConfig, type NscDomain, pinSetOf, someOf } from './nsc-config.ts';

/** What is wrong with which host has which pins: hosts named twice, hosts that lose the pins of the host above. */
export function hostProblems(nsc: Nsc): ReadProblem[] {
  const configs = allDomainConfigs(nsc.domains);
  const above = pinnedAbove(configs);
  return [
    ...repeated(configs),
    ...configs.flatMap((config) => shadowed(config, above)),
    ...configs.flatMap(outsideParent),
    ...configs.flatMap(emptySet),
  ];
}

function repeated(configs: readonly NscConfig[]): ReadProblem[] {
  const seen = new Set<string>();
  return configs
    .flatMap((config) => config.domains)
    .filter((domain) => {
      const name = compared(domain);
      const isRepeated = seen.has(name);
      seen.add(name);
      return isRepeated && name !== '';
    })
    .map(({ text, span }) => ({
      rule: 'duplicate-host',
      sentence: `${text} is named twice in this file. The app crashes at its first connection.`,
      span,
    }));
}

/** Pinned domains that take those below with them. Configs can be many: each name is looked up, never all compared. */
function pinnedAbove(configs: readonly NscConfig[]): ReadonlyMap<string, NscDomain> {
  const pinned = configs.filter((config) => (pinSetOf(config)?.pins.length ?? 0) > 0);
  const domains = pinned.flatMap((config) => config.domains).filter((domain) => domain.includeSubdomains);
  return new Map(domains.map((domain) => [compared(domain), domain]));
}

function shadowed(config: NscConfig, above: ReadonlyMap<string, NscDomain>): ReadProblem[] {
  if (pinSetOf(config)) return [];
  return config.domains.flatMap((domain): ReadProblem[] => {
    const parent = namesAbove(compared(domain)).find((name) => above.has(name));
    if (parent === undefined) return [];
    const sentence = `${domain.text} has a config of its own without pins, and so loses those of ${parent.slice(0, 100)}.`;
    return [{ rule: 'host-shadowed', sentence, span: domain.span }];
  });
}

function outsideParent(config: NscConfig): ReadProblem[] {
  const inheriting = config.nested.filter((inner) => !inner.pinSet && pinSetOf(inner));
  if (inheriting.length === 0) return [];
  const names = new Set(config.domains.map(compared));
  const where = someOf(config.domains);
  return inheriting
    .flatMap((inner) => inner.domains)
    .filter((domain) => ![compared(domain), ...namesAbove(compared(domain))].some((name) => names.has(name)))
    .map(({ text, span }) => ({
      rule: 'nested-host-outside-parent',
      sentence: `${text} is not below ${where}, and has its pins by being nested there.`,
      span,
    }));
}

function emptySet(config: NscConfig): ReadProblem[] {
  if (!config.pinSet || config.pinSet.pins.length > 0) return [];
  const hosts = someOf(config.domains);
  const sentence = `The pin set of ${hosts} is empty: nothing is pinned, not even what a config around it pins.`;
  return [{ rule: 'empty-pin-set', sentence, span: config.pinSet.element.span }];
}

/** As Android compares: white space cut off, in lower case. */
function compared(domain: NscDomain): string {
  return domain.text.toLowerCase();
}
