import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { neededText } from '../sketch.ts';

export const appRemove = defineCommand({
  name: 'remove',
  summary: 'remove an app for which nothing was ever published',
  arguments: { app: neededText('<app>', 'the app') },
  options: adminOptions,
  examples: ['livepin app remove com.example.mistake'],
  async run({ app, ...options }) {
    const admin = await adminAccess(options);
    await admin.deleteApp({ app });
    return { json: { app, removed: true }, lines: () => [`removed ${app}`] };
  },
});
