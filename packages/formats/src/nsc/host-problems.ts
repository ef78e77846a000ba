import type { ReadProblem } from '../read-config.ts';
import { allDomainConfigs, type Nsc, type NscConfig, type NscDomain, pinSetOf } from './nsc-config.ts';

/** What is wrong with which host has which pins: hosts named twice, hosts that lose the pins of the host above. */
export function hostProblems(nsc: Nsc): ReadProblem[] {
  const configs = allDomainConfigs(nsc.domains);
  return [
    ...repeated(configs),
    ...configs.flatMap((config) => shadowed(config, configs)),
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

function shadowed(config: NscConfig, configs: readonly NscConfig[]): ReadProblem[] {
  if (pinSetOf(config)) return [];
  return config.domains.flatMap((domain): ReadProblem[] => {
    const above = configs
      .filter((other) => (pinSetOf(other)?.pins.length ?? 0) > 0)
      .flatMap((other) => other.domains)
      .find((other) => other.includeSubdomains && isBelow(domain, other));
    if (!above) return [];
    const sentence = `${domain.text} has a config of its own without pins, and so loses those of ${above.text}.`;
    return [{ rule: 'host-shadowed', sentence, span: domain.span }];
  });
}

function outsideParent(config: NscConfig): ReadProblem[] {
  const { parent } = config;
  if (!parent || config.pinSet || !pinSetOf(config)) return [];
  return config.domains
    .filter((domain) => !parent.domains.some((above) => isBelow(domain, above) || compared(domain) === compared(above)))
    .map(({ text, span }) => ({
      rule: 'nested-host-outside-parent',
      sentence: `${text} is not below ${parent.domains.map((above) => above.text).join(', ')}, and has its pins by being nested there.`,
      span,
    }));
}

function emptySet(config: NscConfig): ReadProblem[] {
  if (!config.pinSet || config.pinSet.pins.length > 0) return [];
  const hosts = config.domains.map((domain) => domain.text).join(', ');
  const sentence = `The pin set of ${hosts} is empty: nothing is pinned, not even what a config around it pins.`;
  return [{ rule: 'empty-pin-set', sentence, span: config.pinSet.element.span }];
}

/** As Android compares: white space cut off, in lower case. */
function compared(domain: NscDomain): string {
  return domain.text.toLowerCase();
}

function isBelow(domain: NscDomain, above: NscDomain): boolean {
  return compared(domain).endsWith(`.${compared(above)}`);
}
