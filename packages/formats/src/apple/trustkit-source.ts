import { rewriteText } from '../edit/rewrite-text.ts';
import type { PinPlan } from '../plan.ts';
import type { ReadConfig, ReadEntry, ReadProblem } from '../read-config.ts';
import type { LeftAsIs, Rewritten } from '../target.ts';
import { trustKitPins } from '../targets/trustkit-plist.ts';
import { commentedOut } from '../text/commented-out.ts';
import { entryOf, type PlistDict } from '../text/plist.ts';
import { type Language, scanSource } from '../text/source.ts';
import { Program } from '../text/values.ts';
import { literalValue } from './literals.ts';
import { asPinList } from './plist-lists.ts';
import { trustKitDomains, trustKitEntries, trustKitProblems } from './trustkit-read.ts';

type AppleLanguage = Extract<Language, 'swift' | 'objective-c'>;

/** Reads the configurations of TrustKit that program text gives as dictionaries, by the rules of the property list. */
export function readTrustKitSource(target: string, text: string, language: AppleLanguage): ReadConfig {
  const source = scanSource(text, language);
  const problems: ReadProblem[] = [];
  const roots = configurations(new Program(source), problems);
  const indirect = problems.slice();
  const entries = roots.flatMap((root): ReadEntry[] => {
    const domains = trustKitDomains(entryOf(root, 'TSKConfiguration')?.value ?? null);
    for (const problem of trustKitProblems(root, domains)) problems.push(problem);
    return trustKitEntries(domains).map((entry) => {
      const isPartial = indirect.some(({ span }) => entry.span.start <= span.start && span.end <= entry.span.end);
      return isPartial ? { ...entry, isPartial } : entry;
    });
  });
  for (const problem of commentedOut(source.comments, /TSKPinnedDomains|TSKPublicKeyHashes/, entries))
    problems.push(problem);
  return { target, entries, problems };
}

export function rewriteTrustKitSource(text: string, language: AppleLanguage, plan: PinPlan): Rewritten {
  const roots = configurations(new Program(scanSource(text, language)), []);
  const left: LeftAsIs[] = [];
  const lists = roots.flatMap(trustKitPins).map((pins) => asPinList(pins, ','));
  const own = lists.filter(({ items, hosts, span }) => {
    const isInline = items.every(({ whole }) => span.start <= whole.start && whole.end <= span.end);
    if (!isInline && plan.hosts.some(({ host }) => hosts.includes(host))) {
      left.push({ sentence: `${hosts[0]}: its pins are constants that stand elsewhere. Change them there.`, span });
    }
    return isInline;
  });
  const rewritten = rewriteText(text, own, plan);
  return { change: rewritten.change, left: [...left, ...rewritten.left] };
}

/** Each dictionary with pinned domains, as the `TSKConfiguration` of a property list. */
function configurations(program: Program, problems: ReadProblem[]): PlistDict[] {
  const roots: PlistDict[] = [];
  const open: number[] = [];
  let readTo = 0;
  for (let at = 0; program.token(at); at++) {
    while (open.length > 0 && program.closing(open.at(-1)!) <= at) open.pop();
    if (program.is(at, '{') || program.is(at, '[') || program.is(at, '(')) open.push(at);
    const token = program.token(at)!;
    const isKey =
      token.kind === 'string' ? /^"TSKPinnedDomains"$/.test(token.text) : token.text === 'kTSKPinnedDomains';
    if (!isKey || at < readTo) continue;
    const around = open.at(-1);
    if (around === undefined || !program.is(at + 1, ':')) {
      const sentence = 'The pinned domains are put together by code: they were not read.';
      problems.push({ rule: 'pin-indirect', sentence, span: token.span });
      continue;
    }
    readTo = program.closing(around);
    const value = literalValue(program, { from: around, to: program.closing(around) + 1 }, problems);
    const entry = { key: 'TSKConfiguration', keySpan: token.span, span: value.span, value };
    roots.push({ kind: 'dict', entries: [entry], span: value.span });
  }
  return roots;
}
