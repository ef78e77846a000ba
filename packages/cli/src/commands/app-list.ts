import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { linesOfApps } from './status.ts';

export const appList = defineCommand({
  name: 'list',
  summary: 'list the apps of the service',
  options: adminOptions,
  examples: ['livepin app list', 'livepin app list --json'],
  async run(options) {
    const admin = await adminAccess(options);
    const apps = await admin.listApps();
    return { json: { apps }, lines: () => (apps.length > 0 ? linesOfApps(apps) : ['no apps yet']) };
  },
});
