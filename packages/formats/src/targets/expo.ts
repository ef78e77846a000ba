import { atsDomains, atsEntries, atsProblems } from '../apple/ats-read.ts';
import { asPinList, type PlistPins } from '../apple/plist-lists.ts';
import { trustKitDomains, trustKitEntries, trustKitProblems } from '../apple/trustkit-read.ts';
import { rewriteText } from '../edit/rewrite-text.ts';
import type { ReadEntry, ReadProblem, SourceFile } from '../read-config.ts';
import type { ReadOnlyForm } from '../target.ts';
import { inQuotes, type JsonNode, memberOf, parseJsonText } from '../text/json.ts';
import { entryOf, type PlistNode } from '../text/plist.ts';
import { leftUnread, unreadable } from '../text/unreadable.ts';
import { atsPins } from './ats.ts';
import { trustKitPins } from './trustkit-plist.ts';

/** Expo's app.json: what stands under `ios.infoPlist` goes into the Info.plist of the app, pins and all. */
export const expoAts: ReadOnlyForm = form('expo-ats', 'App Transport Security in app.json (Expo)', {
  words: ['NSAppTransportSecurity', 'NSPinnedDomains'],
  find: atsPins,
  read(root) {
    const domains = atsDomains(root);
    return { entries: atsEntries(domains), problems: atsProblems(root, domains) };
  },
});

export const expoTrustKit: ReadOnlyForm = form('expo-trustkit', 'TrustKit in app.json (Expo)', {
  words: ['TSKConfiguration', 'TSKPinnedDomains'],
  find: trustKitPins,
  read(root) {
    const domains = trustKitDomains(entryOf(root, 'TSKConfiguration')?.value ?? null);
    return { entries: trustKitEntries(domains), problems: trustKitProblems(root, domains) };
  },
});

interface InfoPlistForm {
  readonly words: readonly string[];
  readonly find: (root: PlistNode) => readonly PlistPins[];
  readonly read: (root: PlistNode) => { readonly entries: ReadEntry[]; readonly problems: ReadProblem[] };
}

function form(id: string, title: string, { words, find, read }: InfoPlistForm): ReadOnlyForm {
  return {
    id,
    title,
    reader: {
      recognizes: ({ text }) =>
        text !== null &&
        /^\s*\{/.test(text) &&
        text.includes('"infoPlist"') &&
        words.some((word) => text.includes(`"${word}"`)),
      read(file) {
        const root = infoPlistIn(file);
        if (root === null) return { target: id, entries: [], problems: [] };
        if (root.kind === 'refused') return { target: id, entries: [], problems: [unreadable(root)] };
        return { target: id, ...read(root) };
      },
    },
    rewriter: {
      rewrite(file, plan) {
        const root = infoPlistIn(file);
        if (root?.kind === 'refused') return leftUnread(root);
        const lists = root ? find(root).map((pins) => asPinList(pins, ',')) : [];
        return rewriteText(file.text ?? '', lists, plan);
      },
    },
  };
}

function infoPlistIn(file: SourceFile) {
  const text = parseJsonText(file.text ?? '');
  if (text.kind === 'refused') return text;
  // Expo reads JSON5, so that comments may stand; "expo" around everything may be left out.
  const app = memberOf(text.root, 'expo')?.value ?? text.root;
  const found = memberOf(memberOf(app, 'ios')?.value, 'infoPlist')?.value;
  return found ? asPlist(found) : null;
}

/** The same values as a property list has them. */
function asPlist(node: JsonNode): PlistNode {
  const { span } = node;
  switch (node.kind) {
    case 'object':
      return {
        kind: 'dict',
        entries: node.members.map(({ name, nameSpan, value }) => ({
          key: name,
          keySpan: nameSpan,
          span: { start: nameSpan.start - 1, end: value.span.end },
          value: asPlist(value),
        })),
        span,
      };
    case 'array':
      return { kind: 'array', items: node.items.map(asPlist), span };
    case 'string':
      return { kind: 'string', value: node.value, span, textSpan: inQuotes(node) };
    case 'other':
      return node.text === 'true' || node.text === 'false'
        ? { kind: 'bool', value: node.text === 'true', span }
        : { kind: 'other', type: 'number', raw: null, span };
  }
}
