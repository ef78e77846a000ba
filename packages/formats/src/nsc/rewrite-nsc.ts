import type { PinItem, PinList } from '../edit/pin-list.ts';
import { rewriteText } from '../edit/rewrite-text.ts';
import type { PinPlan } from '../plan.ts';
import type { SourceFile } from '../read-config.ts';
import type { Rewritten } from '../target.ts';
import { lenientPin } from '../text/read-pin.ts';
import { leftUnread } from '../text/unreadable.ts';
import { parseXml } from '../text/xml.ts';
import { lastSafeDay } from '../write/date.ts';
import { allDomainConfigs, type NscConfig, type NscDomain, readNsc } from './nsc-config.ts';
import { hostIn } from './read-entries.ts';

/** Other pins and dates for the pin sets of a Network Security Config. */
export function rewriteNsc(file: SourceFile, plan: PinPlan): Rewritten {
  const source = file.text ?? '';
  const document = parseXml(source);
  if (document.kind === 'refused') return leftUnread(document);
  const { domains } = readNsc(document.root, []);
  return rewriteText(source, allDomainConfigs(domains).flatMap(pinListOf), plan);
}

function pinListOf(config: NscConfig): PinList[] {
  const { pinSet } = config;
  if (!pinSet) return [];
  const { element, expiration, pins } = pinSet;
  return [
    {
      hosts: governed(config).map(hostIn),
      items: pins.map((pin): PinItem => ({ pin: lenientPin(pin.text), text: pin.span, whole: pin.element.span })),
      separator: '',
      write: (pin) => pin,
      date: expiration && { span: expiration.span, write: lastSafeDay },
      span: element.span,
    },
  ];
}

/** The hosts of a config, and of those nested in it that have no pin set of their own. */
function governed(config: NscConfig): NscDomain[] {
  return [...config.domains, ...config.nested.filter((inner) => !inner.pinSet).flatMap(governed)];
}
