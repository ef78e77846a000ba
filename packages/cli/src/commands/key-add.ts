import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';

export const keyAdd = defineCommand({
  name: 'add',
  summary: 'have the service make another pin key, for the next trust root to list',
  details: 'It counts once a trust root lists it: livepin root next --add-pin-key with what --json prints.',
  options: adminOptions,
  examples: ['livepin key add', 'livepin key add --json > new-key.json'],
  async run(options) {
    const admin = await adminAccess(options);
    const key = await admin.makePinKey();
    return { json: key, lines: () => [`made the pin key ${key.kid}, in force once a trust root lists it`] };
  },
});
