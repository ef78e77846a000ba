import { LivepinError } from '@livepin/core';
import { nameLosses } from '../apple/trustkit-plan.ts';
import { allDomainConfigs, type NscConfig, pinSetOf, readNsc } from '../nsc/nsc-config.ts';
import { entriesOf } from '../nsc/read-entries.ts';
import { rewriteNsc } from '../nsc/rewrite-nsc.ts';
import { writeNsc } from '../nsc/write-nsc.ts';
import type { ReadConfig, ReadEntry, ReadProblem, SourceFile } from '../read-config.ts';
import type { Target } from '../target.ts';
import { reportUriProblems } from '../text/report-uri.ts';
import { attribute, childrenNamed, parseXml, textOf, type XmlElement } from '../text/xml.ts';
import { nscSteps } from './android-nsc.ts';

const id = 'trustkit-android';

/** Documentation: TrustKit-Android, docs/getting-started.md. It reads the same file as Android does, by rules of its own. */
export const trustKitAndroid: Target = {
  id,
  title: 'TrustKit for Android',
  generate(plan) {
    const named = plan.hosts.filter((planned) => nameLosses(planned).length === 0);
    const short = named.find(({ mode, keys }) => mode === 'enforce' && keys.length < 2);
    if (short) {
      throw new LivepinError('LP_FORM_TOO_FEW_PINS', `${short.host} has one pin: TrustKit throws at fewer than two.`);
    }
    const trustKit = '        <trustkit-config enforcePinning="true" disableDefaultReportUri="true" />\n';
    const { text, losses } = writeNsc({ ...plan, hosts: named }, 'TrustKit for Android', {
      // Of several domains in one config TrustKit sees the last.
      sharesConfigs: false,
      more: (host) => (host.pins.length > 0 ? trustKit : ''),
    });
    return {
      files: [{ path: 'app/src/main/res/xml/network_security_config.xml', text }],
      steps: [
        ...nscSteps,
        'Call TrustKit.initializeWithNetworkSecurityConfiguration(context) when the app starts (com.datatheorem.android.trustkit:trustkit).',
        'From Android 7 on, the platform refuses mismatches and TrustKit adds reports: name a <report-uri> of your own to have them.',
        'On older devices only connections are pinned whose socket factory comes from TrustKit.',
      ],
      losses: [...losses, ...plan.hosts.flatMap(nameLosses)],
    };
  },
  reader: {
    recognizes: (file) =>
      (file.text?.includes('<network-security-config') && file.text.includes('<trustkit-config')) ?? false,
    read,
  },
  rewriter: { rewrite: rewriteNsc },
};

function read(file: SourceFile): ReadConfig {
  const document = parseXml(file.text ?? '');
  if (document.kind === 'refused') {
    const { sentence, span } = document;
    return { target: id, entries: [], problems: [{ rule: 'nsc-structure', sentence: `The file ${sentence}.`, span }] };
  }
  // Faults of the file for Android are told by the reader of that form.
  const configs = allDomainConfigs(readNsc(document.root, []).domains);
  const settings = settingsOf(configs);
  return {
    target: id,
    entries: configs.flatMap((config) => entryOf(config, settings.get(config)?.enforcePinning?.value === true)),
    problems: configs.flatMap((config) => problemsOf(config, settings.get(config))),
  };
}

function entryOf(config: NscConfig, isEnforced: boolean): ReadEntry[] {
  return entriesOf(config)
    .slice(-1)
    .map((entry) => ({ ...entry, isEnforced }));
}

function problemsOf(config: NscConfig, settings: Settings | undefined): ReadProblem[] {
  const problems: ReadProblem[] = [];
  const last = config.domains.at(-1);
  for (const { text, span } of config.domains.slice(0, -1)) {
    const sentence = `TrustKit sees the last domain of a config alone: ${text.slice(0, 100)} is not there for it, ${last?.text.slice(0, 100)} is.`;
    problems.push({ rule: 'trustkit-android-last-domain', sentence, span });
  }
  const set = pinSetOf(config);
  if (!last || !set) return problems;
  const enforce = settings?.enforcePinning;
  if (enforce?.value !== true) {
    const sentence = `For TrustKit ${last.text} is not enforced${enforce ? '' : ': enforcePinning is missing, which means false'}.`;
    problems.push({ rule: 'trustkit-not-enforced', sentence, span: enforce?.element.span ?? last.span });
  }
  const distinct = new Set(set.pins.map((pin) => pin.text)).size;
  if (enforce?.value === true && distinct < 2) {
    const sentence = `${last.text} has ${distinct === 0 ? 'no pin' : 'one pin'}: TrustKit throws when it starts.`;
    problems.push({ rule: 'trustkit-too-few-pins', sentence, span: set.element.span });
  }
  const report = settings?.disableDefaultReportUri;
  if (report?.value !== true) {
    const sentence = `Reports of ${last.text}, with an id of the device, go to TrustKit's maker too.`;
    problems.push({ rule: 'trustkit-default-report', sentence, span: report?.element.span ?? last.span });
  }
  const hosts = new Set(config.domains.map((domain) => domain.text.toLowerCase()));
  const own = childrenNamed(config.element, 'trustkit-config').flatMap((element) =>
    childrenNamed(element, 'report-uri'),
  );
  return [...problems, ...own.flatMap((uri) => reportProblems(uri, hosts))];
}

function reportProblems(element: XmlElement, hosts: ReadonlySet<string>): ReadProblem[] {
  const { text, span } = textOf(element);
  return reportUriProblems(text.trim(), span, hosts);
}

/** What a config says to TrustKit by itself or by the config around it; null where none says it. */
interface Settings {
  readonly enforcePinning: Setting | null;
  readonly disableDefaultReportUri: Setting | null;
}

interface Setting {
  readonly value: boolean;
  readonly element: XmlElement;
}

/** Of every config, those around it first: each is looked through once, however many are nested in it. */
function settingsOf(configs: readonly NscConfig[]): ReadonlyMap<NscConfig, Settings> {
  const settings = new Map<NscConfig, Settings>();
  for (const config of configs) {
    const element = childrenNamed(config.element, 'trustkit-config').at(-1);
    const around = config.parent ? settings.get(config.parent) : undefined;
    const find = (name: keyof Settings): Setting | null => {
      const written = element && attribute(element, name);
      if (element && written) return { value: written.value.toLowerCase() === 'true', element };
      return around?.[name] ?? null;
    };
    settings.set(config, {
      enforcePinning: find('enforcePinning'),
      disableDefaultReportUri: find('disableDefaultReportUri'),
    });
  }
  return settings;
}
