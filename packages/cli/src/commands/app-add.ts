import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { programName } from '../program-name.ts';
import { neededText, text } from '../sketch.ts';

export const appAdd = defineCommand({
  name: 'add',
  summary: 'make an app known to the service, with an empty draft',
  arguments: { app: neededText('<app>', 'its id, as in com.example.bank') },
  options: { name: text('--name <text>', 'what people call it'), ...adminOptions },
  examples: ['livepin app add com.example.bank', 'livepin app add com.example.bank --name "Example Bank"'],
  async run({ app, name, ...options }) {
    const admin = await adminAccess(options);
    const made = await admin.createApp({ body: { app, ...(name === undefined ? {} : { name }) } });
    return {
      json: made,
      lines: () => [
        `added ${app}`,
        `Next: ${programName} host add ${app} HOST --pins-of SERVER_CERTIFICATE --pins-of BACKUP_KEY`,
      ],
    };
  },
});
