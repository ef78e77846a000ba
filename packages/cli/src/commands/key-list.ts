import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { columns, dateOf } from '../style.ts';

export const keyList = defineCommand({
  name: 'list',
  summary: 'list the pin keys of the service',
  details: 'With --json it prints what --pin-key of livepin root init and --add-pin-key of livepin root next read.',
  options: adminOptions,
  examples: ['livepin key list', 'livepin key list --json > service-keys.json'],
  async run(options) {
    const admin = await adminAccess(options);
    const keys = await admin.listPinKeys();
    return {
      json: { keys },
      lines: () => columns(keys.map(({ kid, alg, state, madeAt }) => [kid, alg, state, `made ${dateOf(madeAt)}`])),
    };
  },
});
