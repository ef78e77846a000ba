import { defineCommand } from '../command.ts';
import { demand, serviceOptions } from '../service.ts';

export const status = defineCommand({
  name: 'status',
  summary: 'show how the service, its trust roots, keys and apps stand',
  options: serviceOptions,
  examples: ['livepin status', 'livepin status --service https://pins.example.com --json'],
  async run(service) {
    const value = await demand<object>(service, 'GET', '/v1/admin/status');
    return { json: value, lines: () => [JSON.stringify(value, null, 2)] };
  },
});
