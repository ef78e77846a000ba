import { trustKitHosts } from '../apple/trustkit-plan.ts';
import type { PinList } from '../edit/pin-list.ts';
import { rewriteText } from '../edit/rewrite-text.ts';
import type { PinPlan } from '../plan.ts';
import type { ReadConfig, ReadEntry, ReadPin, ReadProblem, SourceFile, Span } from '../read-config.ts';
import type { Loss, Rewritten, Target } from '../target.ts';
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
import { reportUriProblems } from '../text/report-uri.ts';
import { leftUnread, unreadable } from '../text/unreadable.ts';
import { lastSafeDay, utcStartOf } from '../write/date.ts';

const id = 'react-native-ssl-manager';
const prefix = 'sha256/';

/** Documentation: the README of react-native-ssl-manager 2 (npm). On iOS it hands everything to TrustKit, on Android to OkHttp. */
export const reactNativeSslManager: Target = {
  id,
  title: 'React Native, react-native-ssl-manager',
  generate(plan) {
    const { hosts, losses } = trustKitHosts(plan);
    const sha256Keys = hosts.map(({ host, pins }) => [host, pins.map((pin) => prefix + pin)]);
    const domains = hosts.map(({ host, subdomains, enforce, expires }) => [
      host,
      { enforcePinning: enforce, includeSubdomains: subdomains, ...(expires !== null && { expirationDate: expires }) },
    ]);
    const config = { sha256Keys: Object.fromEntries(sha256Keys), domains: Object.fromEntries(domains) };
    return {
      files: [{ path: 'ssl_config.json', text: `${JSON.stringify(config, null, 2)}\n` }],
      steps: [
        'Put ssl_config.json into the root of the project; with Expo, name the plugin react-native-ssl-manager in app.json.',
        'Version 2.1 or newer is needed, and with it React Native 0.75 with the New Architecture: older ones know no dates and no report mode.',
        'It holds from launch for what React Native fetches, and on iOS for every URLSession.',
      ],
      losses: [...losses, ...unionLosses(plan)],
    };
  },
  reader: {
    recognizes: (file) => /(?:^|[\\/])ssl_config\.json$/.test(file.path) || isOurs(file.text),
    read,
  },
  rewriter: { rewrite },
};

function isOurs(text: string | null): boolean {
  return text !== null && /^\s*\{/.test(text) && text.includes('"sha256Keys"');
}

/** OkHttp lets the pins of every pattern that matches a name pass. */
function unionLosses({ hosts }: PinPlan): Loss[] {
  return hosts.flatMap(({ host, keys }) => {
    const above = hosts.find((other) => other.subdomains && host.endsWith(`.${other.host}`));
    if (!above || above.keys.every((key) => keys.some(({ pin }) => pin === key.pin))) return [];
    return [
      { rule: 'okhttp-overlap', sentence: `${host}: on Android the pins of ${above.host} are let through for it too.` },
    ];
  });
}

interface ListedHost {
  readonly member: JsonMember;
  readonly options: JsonNode | null;
  readonly pins: readonly JsonString[];
}

function hostsOf(root: JsonNode): ListedHost[] {
  const keys = memberOf(root, 'sha256Keys')?.value;
  const domains = memberOf(root, 'domains')?.value;
  return (keys?.kind === 'object' ? keys.members : []).map((member) => ({
    member,
    options: memberOf(domains, member.name)?.value ?? null,
    pins: stringsIn(member.value),
  }));
}

function read(file: SourceFile): ReadConfig {
  const text = parseJsonText(file.text ?? '');
  if (text.kind === 'refused') return { target: id, entries: [], problems: [unreadable(text)] };
  const { root } = text;
  const hosts = hostsOf(root);
  const entries = hosts.map(({ member, options, pins }): ReadEntry => {
    const date = dateOf(options);
    return {
      host: { text: member.name, span: member.nameSpan, host: hostOf(member.name) },
      coverage: literal(options, 'includeSubdomains') === 'false' ? 'host' : 'host-and-below',
      pins: pins.map(pinOf),
      isEnforced: literal(options, 'enforcePinning') !== 'false',
      // On iOS, where the day begins in UTC; Android goes on until it ends there.
      expires: date && { text: date.value, span: inQuotes(date), seconds: utcStartOf(date.value) },
      span: { start: member.nameSpan.start - 1, end: member.value.span.end },
    };
  });
  const names = new Set(hosts.map(({ member }) => member.name.toLowerCase()));
  const reports = stringsIn(memberOf(root, 'reportUris')?.value).flatMap((uri) =>
    reportUriProblems(uri.value, inQuotes(uri), names),
  );
  const problems = [...formProblems(root, text.departure), ...hosts.flatMap(hostProblems), ...reports];
  return { target: id, entries, problems };
}

function pinOf(node: JsonString): ReadPin {
  const { value } = node;
  const pin = value.startsWith(prefix) ? strictPin(value.slice(prefix.length)) : null;
  return { text: value, span: inQuotes(node), of: 'key', pin };
}

function formProblems(root: JsonNode, departure: Span | null): ReadProblem[] {
  const problems: ReadProblem[] = [];
  const keys = memberOf(root, 'sha256Keys');
  if (keys?.value.kind !== 'object') {
    problems.push({
      rule: 'unreadable-file',
      sentence: 'There is no object "sha256Keys": nothing is pinned.',
      span: keys?.value.span ?? root.span,
    });
  }
  if (departure) {
    const sentence =
      'JSON has no comments and no comma at the end of a list: on iOS the file is refused, and nothing is pinned.';
    problems.push({ rule: 'unreadable-file', sentence, span: departure });
  }
  const domains = memberOf(root, 'domains');
  const first =
    domains?.value.kind === 'object' ? domains.value.members.find(({ value }) => value.kind !== 'object') : undefined;
  if (domains && first) {
    const sentence =
      '"domains" is written as for version 1; version 2 cannot read the file on Android, and pins nothing there.';
    problems.push({ rule: 'format-version', sentence, span: domains.nameSpan });
  }
  for (const name of ['expiration', 'enforcePinning']) {
    const member = memberOf(root, name);
    if (!member) continue;
    const sentence = `"${name}" for all hosts is of version 1.1; version 2 passes over it and reads "domains".`;
    problems.push({ rule: 'format-version', severity: 'warning', sentence, span: member.nameSpan });
  }
  const ofRoot = root.kind === 'object' ? repeatedMembers(root) : [];
  const repeated = [...ofRoot, ...(keys?.value.kind === 'object' ? repeatedMembers(keys.value) : [])];
  for (const { name, nameSpan } of repeated) {
    problems.push({
      rule: 'duplicate-host',
      sentence: `${name} stands again below: only one of the two is kept.`,
      span: nameSpan,
    });
  }
  return problems;
}

function hostProblems({ member, options, pins }: ListedHost): ReadProblem[] {
  const { name, nameSpan } = member;
  const problems: ReadProblem[] = [];
  const enforce = memberOf(options, 'enforcePinning');
  const isEnforced = literal(options, 'enforcePinning') !== 'false';
  if (enforce && !isEnforced) {
    problems.push({
      rule: 'trustkit-not-enforced',
      sentence: `A mismatch at ${name} is reported and let through.`,
      span: enforce.value.span,
    });
  }
  const distinct = new Set(pins.map(({ value }) => value)).size;
  if (distinct < (isEnforced ? 2 : 1)) {
    const sentence = `${name} has ${distinct === 0 ? 'no pin' : 'one pin'}: on iOS TrustKit throws, and the app ends at launch.`;
    problems.push({ rule: 'trustkit-too-few-pins', sentence, span: nameSpan });
  }
  const written = memberOf(options, 'expirationDate')?.value;
  const date = dateOf(options);
  if (written && (!date || utcStartOf(date.value) === null)) {
    const sentence = `The date of ${name} is no text of the form yyyy-MM-dd: it is dropped, and its pins never expire.`;
    problems.push({ rule: 'expiry-malformed', sentence, span: written.span });
  }
  return problems;
}

function dateOf(options: JsonNode | null): JsonString | null {
  const date = memberOf(options, 'expirationDate')?.value;
  return date?.kind === 'string' ? date : null;
}

function literal(options: JsonNode | null, name: string): string | null {
  const value = memberOf(options, name)?.value;
  return value?.kind === 'other' ? value.text : null;
}

function rewrite(file: SourceFile, plan: PinPlan): Rewritten {
  const text = parseJsonText(file.text ?? '');
  if (text.kind === 'refused') return leftUnread(text);
  const lists = hostsOf(text.root).map(({ member, options, pins }): PinList => {
    const date = dateOf(options);
    return {
      hosts: [hostOf(member.name)],
      items: pins.map((node) => ({ pin: pinOf(node).pin, text: inQuotes(node), whole: node.span })),
      separator: ',',
      write: (pin) => prefix + pin,
      date: date && { span: inQuotes(date), write: lastSafeDay },
      span: member.value.span,
    };
  });
  return rewriteText(file.text ?? '', lists, plan);
}
