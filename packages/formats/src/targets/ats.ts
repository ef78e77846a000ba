import { atsHosts, takes } from '../apple/ats-plan.ts';
import { atsDomains, atsEntries, atsProblems } from '../apple/ats-read.ts';
import { isPlistWith, readPlist } from '../apple/info-plist.ts';
import { type PlistPins, rewritePlist } from '../apple/plist-lists.ts';
import type { ReadConfig, ReadProblem, SourceFile } from '../read-config.ts';
import type { Target } from '../target.ts';
import { commentedOut } from '../text/commented-out.ts';
import type { PlistNode } from '../text/plist.ts';
import { type PlistValue, writePlist } from '../write/plist.ts';

const id = 'ats';

/** Documentation: "NSPinnedDomains" (Bundle Resources), "Identity Pinning: How to configure server certificates for your app" (2021). */
export const ats: Target = {
  id,
  title: 'Apple App Transport Security, NSPinnedDomains',
  generate(plan) {
    const { hosts, losses } = atsHosts(plan);
    const domains = hosts.map(({ host, subdomains, set, pins }): [string, PlistValue] => [
      host,
      new Map<string, PlistValue>([
        ['NSIncludesSubdomains', subdomains],
        [set, pins.map((pin) => new Map([['SPKI-SHA256-BASE64', pin]]))],
      ]),
    ]);
    const root = new Map([['NSAppTransportSecurity', new Map([['NSPinnedDomains', new Map(domains)]])]]);
    return { files: [{ path: 'Info.plist', text: writePlist(plan, root) }], steps, losses };
  },
  reader: {
    recognizes: (file) => isPlistWith(file, ['NSAppTransportSecurity', 'NSPinnedDomains', 'SPKI-SHA256-BASE64']),
    read,
  },
  rewriter: { rewrite: (file, plan) => rewritePlist(file, plan, atsPins) },
};

const steps = [
  "Put NSPinnedDomains into the NSAppTransportSecurity of the app's own Info.plist: the file here shows where it stands.",
  'iOS 14, iPadOS 14, macOS 11 or newer is needed: older systems pass over it.',
  'It holds for URLSession and what is built on it; not for web views, and not for libraries with TLS of their own.',
];

function read(file: SourceFile): ReadConfig {
  const problems: ReadProblem[] = [];
  const plist = readPlist(file, problems);
  if (!plist) return { target: id, entries: [], problems };
  const domains = atsDomains(plist.root);
  const entries = atsEntries(domains);
  for (const problem of atsProblems(plist.root, domains)) problems.push(problem);
  for (const problem of commentedOut(plist.comments, /NSPinnedDomains|SPKI-SHA256-BASE64/, entries))
    problems.push(problem);
  return { target: id, entries, problems };
}

/** Its lists of pins. */
export function atsPins(root: PlistNode): PlistPins[] {
  return atsDomains(root).flatMap(({ host, identities }) =>
    (['NSPinnedCAIdentities', 'NSPinnedLeafIdentities'] as const).flatMap((name): PlistPins[] => {
      const set = identities[name];
      if (set?.entry.value.kind !== 'array') return [];
      const items = set.identities.map(({ node, text, pin }) => ({ node, text, pin: pin.pin }));
      return [{ host, takes: (key) => takes(name, key), array: set.entry.value, items, date: null }];
    }),
  );
}
