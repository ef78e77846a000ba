import type { ReadProblem } from '../read-config.ts';
import { allDomainConfigs, type Nsc, type NscConfig, pinSetOf, someOf } from './nsc-config.ts';

/** What a config says of trust around its pins: other CAs, switches that turn pins off, connections without TLS. */
export function trustProblems(nsc: Nsc): ReadProblem[] {
  const configs = [...(nsc.base ? [nsc.base] : []), ...allDomainConfigs(nsc.domains)];
  const debug: ReadProblem[] = nsc.debug
    ? [
        {
          rule: 'debug-overrides-present',
          sentence: '<debug-overrides> holds in debuggable builds only: no release may be one.',
          span: nsc.debug.element.span,
        },
      ]
    : [];
  return [...configs.flatMap(anchorProblems), ...cleartextProblems(nsc), ...debug];
}

function anchorProblems(config: NscConfig): ReadProblem[] {
  const isPinned = pins(config) > 0;
  const whose = config.domains.length > 0 ? someOf(config.domains) : 'hosts without a config of their own';
  return (config.trustAnchors ?? []).flatMap(({ src, overridePins, element: { span } }): ReadProblem[] => {
    if (overridePins) {
      const sentence = `Pins of ${whose} do not hold for CAs of ${src ?? 'no source'}: overridePins is true.`;
      return [{ rule: 'override-pins', sentence, span }];
    }
    if (src === 'user') {
      const held = isPinned ? 'only the pins keep them out' : 'whoever can install one reads the traffic';
      const sentence = `CAs that the user installed are trusted for ${whose}; ${held}.`;
      return [{ rule: 'user-ca-trusted', severity: isPinned ? 'warning' : 'error', sentence, span }];
    }
    if (src?.startsWith('@') && !isPinned) {
      const sentence = `${src} is trusted for ${whose} without pins: fine where it is the only CA that is.`;
      return [{ rule: 'inline-ca-unpinned', sentence, span }];
    }
    return [];
  });
}

function cleartextProblems(nsc: Nsc): ReadProblem[] {
  const configs = allDomainConfigs(nsc.domains);
  const held = Map.groupBy(configs, (config) => cleartextOf(config, nsc.base));
  return [...(nsc.base ? [nsc.base] : []), ...configs].flatMap((config): ReadProblem[] => {
    if (!config.cleartext?.value) return [];
    const own = held.get(config) ?? [];
    const hosts = own.flatMap((each) => each.domains);
    const pinned = own.filter((each) => pins(each) > 0).flatMap((each) => each.domains);
    const { span } = config.cleartext;
    const rule = 'cleartext-permitted';
    if (pinned.length > 0) {
      const sentence = `Connections without TLS are permitted to ${someOf(pinned)}: there, no pin is asked.`;
      return [{ rule, severity: 'error', sentence, span }];
    }
    if (config.kind === 'domain-config' && hosts.every(({ text }) => isLoopback(text))) {
      const sentence = `Connections without TLS are permitted to ${someOf(hosts)}, on the device or its developer's machine.`;
      return [{ rule, severity: 'info', sentence, span }];
    }
    const whose = config.kind === 'base-config' ? 'every host without a config that forbids them' : someOf(hosts);
    return [{ rule, severity: 'warning', sentence: `Connections without TLS are permitted to ${whose}.`, span }];
  });
}

/** The config whose word about cleartext holds for this one. */
function cleartextOf(config: NscConfig, base: NscConfig | null): NscConfig | null {
  if (config.cleartext) return config;
  return config.parent ? cleartextOf(config.parent, base) : base;
}

function pins(config: NscConfig): number {
  return pinSetOf(config)?.pins.length ?? 0;
}

// 10.0.2.2 and 10.0.3.2 are the developer's machine as the emulators see it.
function isLoopback(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|10\.0\.[23]\.2)$/i.test(host);
}
