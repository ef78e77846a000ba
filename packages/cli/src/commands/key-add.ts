import { defineCommand } from '../command.ts';
import { demand, serviceOptions } from '../service.ts';

export const keyAdd = defineCommand({
  name: 'add',
  summary: 'have the service make another pin key, for the next trust root to list',
  options: serviceOptions,
  examples: ['livepin key add', 'livepin key add --json > new-key.json'],
  async run(service) {
    const value = await demand<object>(service, 'POST', '/v1/admin/pin-keys', {});
    return { json: value, lines: () => [JSON.stringify(value, null, 2)] };
  },
});
