import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { linesOfDomain } from '../domain-lines.ts';
import { neededText } from '../sketch.ts';
import { linesOfApps } from './status.ts';

export const appShow = defineCommand({
  name: 'show',
  summary: 'show what is published for an app, its draft, and which bundles its installations hold',
  arguments: { app: neededText('<app>', 'the app') },
  options: adminOptions,
  examples: ['livepin app show com.example.bank'],
  async run({ app, ...options }) {
    const admin = await adminAccess(options);
    const [found, draft] = await Promise.all([admin.getApp({ app }), admin.getDraft({ app })]);
    const held = found.adoption.filter((one) => one.polls > 0);
    const polls = held.reduce((sum, one) => sum + one.polls, 0);
    return {
      json: { ...found, draft },
      lines: (style) => [
        ...linesOfApps([found]),
        ...(polls > 0 ? [style.strong('held by apps, as a share of polls since the start:')] : []),
        ...held.map(({ etag, polls: some }) => `  ${etag ?? 'none'}  ${((100 * some) / polls).toFixed(1)} %`),
        style.strong(draft.domains.length > 0 ? 'draft:' : 'The draft has no hosts.'),
        ...draft.domains.flatMap(linesOfDomain),
        ...draft.revoked.map((pin) => `  revoked ${pin}`),
      ],
    };
  },
});
