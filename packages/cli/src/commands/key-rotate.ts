import { defineCommand } from '../command.ts';
import { demand, serviceOptions } from '../service.ts';
import { flag } from '../sketch.ts';

export const keyRotate = defineCommand({
  name: 'rotate',
  summary: 'exchange the pin key of a service with a development trust root',
  options: { isStolen: flag('--stolen', 'the old key is in the wrong hands: raise the epoch too'), ...serviceOptions },
  examples: ['livepin key rotate', 'livepin key rotate --stolen'],
  async run({ isStolen, ...service }) {
    const value = await demand<object>(service, 'POST', '/v1/admin/pin-keys/rotate', { stolen: isStolen });
    return { json: value, lines: () => [JSON.stringify(value, null, 2)] };
  },
});
