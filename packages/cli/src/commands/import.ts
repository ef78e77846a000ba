import type { Draft } from '@livepin/admin';
import { type Loss, planFromConfigs } from '@livepin/formats';
import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { programName } from '../program-name.ts';
import { text, texts } from '../sketch.ts';
import { jsonOfFile, linesOfFile } from '../static/found-pins.ts';
import { type HostChange, mergeIntoDraft } from '../static/merge-into-draft.ts';
import { configsOf, readStaticFile } from '../static/static-file.ts';
import type { Style } from '../style.ts';
import { usage } from '../usage-error.ts';

export const importPins = defineCommand({
  name: 'import',
  summary: "read the static pins of a project's files, and put them into an app's draft",
  details: `Prints hosts, how far below them the pins reach, pins, dates, and what is wrong with the file by the rules of its own
form. A file can hold several forms. With --app the hosts and pins go into the app's draft: what it has already stays, and
nothing holds before it is published. What a bundle cannot hold is said: dates, pins of whole certificates, other depths of
sub-domains.`,
  arguments: { files: texts('[file...]', 'files to read: configs, program text, command lines; - is standard input') },
  options: { app: text('--app <id>', "add what was found to this app's draft"), ...adminOptions },
  examples: [
    'livepin import app/src/main/res/xml/network_security_config.xml ios/App/Info.plist',
    'livepin import ssl_config.json --json',
    'livepin import app/src/main/res/xml/network_security_config.xml --app com.example.bank',
  ],
  negative: 'no file holds static pins.',
  async run({ files, app, ...options }) {
    if (files.length === 0) throw usage('Nothing was given to read: name a file, or - for standard input.');
    const read = await Promise.all(files.map(readStaticFile));
    const { hosts, losses: unread } = planFromConfigs(configsOf(read));
    const draft = app === undefined || hosts.length === 0 ? null : await addTo(app, hosts, options);
    const losses = [...unread, ...(draft?.losses ?? [])];
    return {
      json: {
        files: read.map(jsonOfFile),
        ...(app === undefined ? {} : { app, losses, changes: draft?.changes ?? [] }),
      },
      lines: (style) => [
        ...read.flatMap((file) => linesOfFile(file, style)),
        ...(app === undefined ? [] : linesOfDraft(app, draft?.changes ?? [], losses, style)),
      ],
      isNegative: hosts.length === 0,
    };
  },
});

type Found = ReturnType<typeof planFromConfigs>;

async function addTo(app: string, hosts: Found['hosts'], options: Parameters<typeof adminAccess>[0]) {
  const admin = await adminAccess(options);
  const before: Draft = await admin.getDraft({ app });
  const merged = mergeIntoDraft(before, hosts);
  // With its revision: what somebody changes meanwhile is not lost.
  if (merged.changes.length > 0) await admin.putDraft({ app, body: { ...before, domains: merged.domains } });
  return merged;
}

function linesOfDraft(app: string, changes: readonly HostChange[], losses: readonly Loss[], style: Style): string[] {
  return [
    '',
    style.strong(changes.length > 0 ? `the draft of ${app}:` : `The draft of ${app} says all of this already.`),
    ...changes.flatMap(({ host, change, pinsAdded, subdomainsAdded }) => [
      `  ${change} ${host}${subdomainsAdded ? ' and all below' : ''}`,
      ...pinsAdded.map((pin) => `    + ${pin}`),
    ]),
    ...losses.map(({ rule, sentence }) => `  ${style.warning('note:')} ${sentence} [${rule}]`),
    ...(changes.length > 0 ? [`Next: ${programName} app diff ${app}, then ${programName} publish ${app}`] : []),
  ];
}
