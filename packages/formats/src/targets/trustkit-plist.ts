import { isPlistWith, readPlist } from '../apple/info-plist.ts';
import { type PlistPins, rewritePlist } from '../apple/plist-lists.ts';
import { trustKitDateStep, trustKitHosts, trustKitSteps } from '../apple/trustkit-plan.ts';
import { trustKitDomains, trustKitEntries, trustKitProblems } from '../apple/trustkit-read.ts';
import type { ReadConfig, ReadProblem, SourceFile } from '../read-config.ts';
import type { Target } from '../target.ts';
import { commentedOut } from '../text/commented-out.ts';
import { entryOf, type PlistNode } from '../text/plist.ts';
import { type PlistValue, writePlist } from '../write/plist.ts';

const id = 'trustkit-plist';

/** Documentation: TrustKit, docs/getting-started.md and TSKTrustKitConfig.h. */
export const trustKitPlist: Target = {
  id,
  title: 'TrustKit in Info.plist',
  generate(plan) {
    const { hosts, losses } = trustKitHosts(plan);
    const domains = hosts.map(({ host, subdomains, enforce, pins, expires }): [string, PlistValue] => [
      host,
      new Map<string, PlistValue>([
        ['TSKIncludeSubdomains', subdomains],
        ['TSKEnforcePinning', enforce],
        ['TSKDisableDefaultReportUri', true],
        ...(expires === null ? [] : [['TSKExpirationDate', expires] as const]),
        ['TSKPublicKeyHashes', pins],
      ]),
    ]);
    const configuration = new Map<string, PlistValue>([
      ['TSKSwizzleNetworkDelegates', false],
      ['TSKIgnorePinningForUserDefinedTrustAnchors', false],
      ['TSKPinnedDomains', new Map(domains)],
    ]);
    return {
      files: [{ path: 'Info.plist', text: writePlist(plan, new Map([['TSKConfiguration', configuration]])) }],
      steps: [
        "Put TSKConfiguration into the app's own Info.plist: the file here shows where it stands. TrustKit starts with it at launch.",
        ...trustKitSteps,
        ...(plan.expires === null ? [] : [trustKitDateStep]),
      ],
      losses,
    };
  },
  reader: {
    recognizes: (file) => isPlistWith(file, ['TSKConfiguration', 'TSKPinnedDomains', 'TSKPublicKeyHashes']),
    read,
  },
  rewriter: { rewrite: (file, plan) => rewritePlist(file, plan, trustKitPins) },
};

function read(file: SourceFile): ReadConfig {
  const problems: ReadProblem[] = [];
  const plist = readPlist(file, problems);
  if (!plist) return { target: id, entries: [], problems };
  const domains = trustKitDomains(entryOf(plist.root, 'TSKConfiguration')?.value ?? null);
  const entries = trustKitEntries(domains);
  for (const problem of trustKitProblems(plist.root, domains)) problems.push(problem);
  for (const problem of commentedOut(plist.comments, /TSKPinnedDomains|TSKPublicKeyHashes/, entries))
    problems.push(problem);
  return { target: id, entries, problems };
}

/** Its lists of pins. */
export function trustKitPins(root: PlistNode): PlistPins[] {
  const domains = trustKitDomains(entryOf(root, 'TSKConfiguration')?.value ?? null);
  return domains.flatMap(({ entry, host, pins, date }): PlistPins[] => {
    const array = entryOf(entry.value, 'TSKPublicKeyHashes')?.value;
    if (array?.kind !== 'array') return [];
    return [{ host, array, items: pins.map(({ node, pin }) => ({ node, text: node, pin: pin.pin })), date }];
  });
}
