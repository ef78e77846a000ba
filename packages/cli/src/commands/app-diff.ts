import type { HostDifference, MemberDifference } from '@livepin/admin';
import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { neededText, text } from '../sketch.ts';
import type { Style } from '../style.ts';

export const appDiff = defineCommand({
  name: 'diff',
  summary: 'show what differs between two versions, or between the published one and the draft',
  arguments: { app: neededText('<app>', 'the app') },
  options: {
    from: text('--from <version>', 'the earlier version; otherwise the newest'),
    to: text('--to <version>', 'the later version; otherwise the draft'),
    ...adminOptions,
  },
  examples: ['livepin app diff com.example.bank', 'livepin app diff com.example.bank --from 3 --to 5'],
  async run({ app, from, to, ...options }) {
    const admin = await adminAccess(options);
    const ends = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const found = await admin.diff({ app, ...ends });
    const lines = (style: Style) => [
      ...found.hosts.flatMap((host) => linesOfHost(host, style)),
      ...found.members.map((member) => lineOfMember(member)),
    ];
    return { json: found, lines: (style) => (lines(style).length > 0 ? lines(style) : ['no difference']) };
  },
});

function linesOfHost({ host, change, pinsAdded, pinsRemoved, members }: HostDifference, style: Style): string[] {
  return [
    `${style.strong(host)} ${change}`,
    ...pinsAdded.map((pin) => style.good(`  + ${pin}`)),
    ...pinsRemoved.map((pin) => style.bad(`  - ${pin}`)),
    ...members.map((member) => `  ${lineOfMember(member)}`),
  ];
}

function lineOfMember({ member, from, to }: MemberDifference): string {
  return `${member}: ${from ?? 'nothing'} → ${to ?? 'nothing'}`;
}
