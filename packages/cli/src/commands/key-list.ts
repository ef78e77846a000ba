import { defineCommand } from '../command.ts';
import { demand, serviceOptions } from '../service.ts';

export const keyList = defineCommand({
  name: 'list',
  summary: 'list the pin keys of the service',
  options: serviceOptions,
  examples: ['livepin key list', 'livepin key list --json > service-keys.json'],
  async run(service) {
    const value = await demand<object>(service, 'GET', '/v1/admin/pin-keys');
    return { json: value, lines: () => [JSON.stringify(value, null, 2)] };
  },
});
