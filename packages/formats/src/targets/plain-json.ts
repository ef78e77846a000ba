import type { Pin } from '@livepin/core';
import type { TextEdit } from '../edit/edits.ts';
import type { PinList } from '../edit/pin-list.ts';
import { rewriteText } from '../edit/rewrite-text.ts';
import type { PinPlan, PlannedKey } from '../plan.ts';
import type { ReadConfig, ReadEntry, ReadPin, ReadProblem, SourceFile } from '../read-config.ts';
import type { Rewritten, Target } from '../target.ts';
import {
  inQuotes,
  type JsonMember,
  type JsonNode,
  type JsonString,
  memberOf,
  parseJsonText,
  repeatedMembers,
  stringsIn,
} from '../text/json.ts';
import { hostOf, strictPin } from '../text/read-pin.ts';
import { leftUnread, unreadable } from '../text/unreadable.ts';

const id = 'plain-json';
const format = 'livepin-static-pins/1';

/** For code of one's own, in any language: everything that a plan says. */
export const plainJson: Target = {
  id,
  title: 'Plain JSON',
  generate(plan) {
    const config = {
      format,
      made: momentOf(plan.madeAt),
      expires: plan.expires === null ? null : momentOf(plan.expires),
      hosts: Object.fromEntries(
        plan.hosts.map(({ host, subdomains, mode, keys: own }) => [
          host,
          { subdomains, mode, pins: own.map(({ pin }) => pin) },
        ]),
      ),
      keys: keysOf(plan),
    };
    return {
      files: [{ path: 'pins.json', text: `${JSON.stringify(config, null, 2)}\n` }],
      steps: [
        'A pin is the base64 of the SHA-256 of a key (DER SubjectPublicKeyInfo) anywhere on the path that was verified, its root included.',
        'Of the hosts that match, the longest holds; with "subdomains", every name below it matches too. Compare names in lower case.',
        'From "expires" on, pin nothing. With the mode "report", let a mismatch through and say so.',
      ],
      losses: [],
    };
  },
  reader: {
    recognizes: (file) => file.text?.includes(`"${format}"`) ?? false,
    read,
  },
  rewriter: { rewrite },
};

/** Which pin is which key. */
function keysOf(plan: PinPlan): Record<string, unknown> {
  const keys = plan.hosts.flatMap((planned) => planned.keys);
  return Object.fromEntries(
    keys.map(({ pin, role, label, notAfter }) => [
      pin,
      { role, label, notAfter: notAfter === null ? null : momentOf(notAfter) },
    ]),
  );
}

const roles: readonly PlannedKey['role'][] = ['leaf', 'intermediate', 'anchor', 'backup', 'unknown'];

/** Which pin is which key, as a file says that `generate` wrote: this form alone keeps it. */
export function namedKeys(file: SourceFile): ReadonlyMap<Pin, PlannedKey> {
  const text = parseJsonText(file.text ?? '');
  const keys = text.kind === 'refused' ? null : memberOf(text.root, 'keys')?.value;
  const named = new Map<Pin, PlannedKey>();
  for (const { name, value } of keys?.kind === 'object' ? keys.members : []) {
    const stringIn = (member: string) => {
      const found = memberOf(value, member)?.value;
      return found?.kind === 'string' ? found.value : null;
    };
    const pin = strictPin(name);
    const role = roles.find((known) => known === stringIn('role'));
    const notAfter = stringIn('notAfter');
    if (pin === null || role === undefined) continue;
    named.set(pin, {
      pin,
      role,
      label: stringIn('label') ?? '',
      notAfter: notAfter === null ? null : secondsOf(notAfter),
    });
  }
  return named;
}

/** RFC 3339, in UTC. */
function momentOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function secondsOf(moment: string): number | null {
  const milliseconds = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(moment) ? Date.parse(moment) : Number.NaN;
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}

function hostsIn(root: JsonNode): readonly JsonMember[] {
  const hosts = memberOf(root, 'hosts')?.value;
  return hosts?.kind === 'object' ? hosts.members : [];
}

function read(file: SourceFile): ReadConfig {
  const text = parseJsonText(file.text ?? '');
  if (text.kind === 'refused') return { target: id, entries: [], problems: [unreadable(text)] };
  const { root } = text;
  const date = expiresIn(root);
  const seconds = date && secondsOf(date.value);
  const entries = hostsIn(root).map(({ name, nameSpan, value }): ReadEntry => {
    const mode = memberOf(value, 'mode')?.value;
    const subdomains = memberOf(value, 'subdomains')?.value;
    return {
      host: { text: name, span: nameSpan, host: hostOf(name) },
      coverage: subdomains?.kind === 'other' && subdomains.text === 'true' ? 'host-and-below' : 'host',
      pins: stringsIn(memberOf(value, 'pins')?.value).map(pinOf),
      isEnforced: !(mode?.kind === 'string' && mode.value === 'report'),
      expires: date && { text: date.value, span: inQuotes(date), seconds },
      span: { start: nameSpan.start - 1, end: value.span.end },
    };
  });
  const problems: ReadProblem[] = [];
  if (date && seconds === null) {
    const sentence = `"${date.value.slice(0, 40)}" is no moment of the form 2027-01-31T00:00:00Z.`;
    problems.push({ rule: 'expiry-malformed', sentence, span: inQuotes(date) });
  }
  const hosts = memberOf(root, 'hosts')?.value;
  for (const { name, nameSpan: span } of hosts?.kind === 'object' ? repeatedMembers(hosts) : []) {
    problems.push({
      rule: 'duplicate-host',
      sentence: `${name} stands again below: only one of the two is kept.`,
      span,
    });
  }
  if (text.departure) {
    const sentence = 'JSON has no comments and no comma at the end of a list: most readers refuse the file.';
    problems.push({ rule: 'unreadable-file', sentence, span: text.departure });
  }
  return { target: id, entries, problems };
}

function expiresIn(root: JsonNode): JsonString | null {
  const date = memberOf(root, 'expires')?.value;
  return date?.kind === 'string' ? date : null;
}

function pinOf(node: JsonString): ReadPin {
  return { text: node.value, span: inQuotes(node), of: 'key', pin: strictPin(node.value) };
}

function rewrite(file: SourceFile, plan: PinPlan): Rewritten {
  const text = parseJsonText(file.text ?? '');
  if (text.kind === 'refused') return leftUnread(text);
  const written = expiresIn(text.root);
  // One date serves all hosts: it is changed once, with the first of them that is planned.
  const first = hostsIn(text.root).find(({ name }) => plan.hosts.some(({ host }) => host === hostOf(name)));
  const lists = hostsIn(text.root).map((member): PinList => {
    const { name, value } = member;
    const pins = memberOf(value, 'pins')?.value;
    return {
      hosts: [hostOf(name)],
      items: stringsIn(pins).map((node) => ({ pin: pinOf(node).pin, text: inQuotes(node), whole: node.span })),
      separator: ',',
      write: (pin) => pin,
      date: member === first && written ? { span: inQuotes(written), write: momentOf } : null,
      span: pins?.span ?? value.span,
    };
  });
  const rewritten = rewriteText(file.text ?? '', lists, plan);
  const { change } = rewritten;
  if (change.kind !== 'edits') return rewritten;
  return { ...rewritten, change: { kind: 'edits', edits: [...change.edits, ...keyEdits(text.root, plan)] } };
}

/** Names of keys would be false beside new pins: those of hosts that were given some are written anew. */
function keyEdits(root: JsonNode, plan: PinPlan): TextEdit[] {
  const keys = memberOf(root, 'keys')?.value;
  if (keys?.kind !== 'object') return [];
  const hosts = hostsIn(root).map(({ name, value }) => ({ host: hostOf(name), value }));
  const here = plan.hosts.filter(({ host }) => hosts.some((each) => each.host === host));
  const others = hosts.filter(({ host }) => !here.some((each) => each.host === host));
  const used = others.flatMap(({ value }) => stringsIn(memberOf(value, 'pins')?.value)).map(({ value }) => value);
  const kept = keys.members.filter(({ name }) => used.includes(name)).map(({ name, value }) => [name, plain(value)]);
  const written = { ...Object.fromEntries(kept), ...keysOf({ ...plan, hosts: here }) };
  return [{ span: keys.span, text: JSON.stringify(written, null, 2).replaceAll('\n', '\n  ') }];
}

function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ name, value }) => [name, plain(value)]));
    case 'array':
      return node.items.map(plain);
    case 'string':
      return node.value;
    case 'other':
      return JSON.parse(node.text);
  }
}
