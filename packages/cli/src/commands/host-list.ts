import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { linesOfDomain } from '../domain-lines.ts';
import { neededText } from '../sketch.ts';

export const hostList = defineCommand({
  name: 'list',
  summary: "list the hosts of an app's draft with their pins",
  arguments: { app: neededText('<app>', 'the app') },
  options: adminOptions,
  examples: ['livepin host list com.example.bank'],
  async run({ app, ...options }) {
    const admin = await adminAccess(options);
    const { domains } = await admin.getDraft({ app });
    return {
      json: { app, hosts: domains },
      lines: () => (domains.length > 0 ? domains.flatMap(linesOfDomain) : ['The draft has no hosts.']),
    };
  },
});
