import { defineCommand } from '../command.ts';
import { ask, serviceOptions } from '../service.ts';
import { neededText } from '../sketch.ts';
import { readRoot } from '../trust-roots.ts';

export const rootPublish = defineCommand({
  name: 'publish',
  summary: 'give a signed trust root to the service',
  details: `The first one of an empty service, or the one that follows its newest. The service judges it as apps do, then signs
every bundle anew under it.`,
  arguments: { file: neededText('<file>', 'the signed trust root; - is standard input') },
  options: serviceOptions,
  examples: [
    'livepin root publish ceremony/root-1.json',
    'livepin root publish root-2.json --service https://pins.example.com',
  ],
  negative: 'the service refused it, as apps would.',
  async run({ file, ...service }) {
    const root = await readRoot(file);
    const document = Buffer.from(root.jws.bytes).toString('utf8');
    const answer = await ask<object>(service, 'POST', '/v1/admin/roots', { document });
    if (answer.kind === 'refused') {
      const { code, sentence } = answer.problem;
      return {
        json: { published: false, code, sentence, version: root.version },
        lines: (style) => [`${style.bad('not published')}  ${sentence} [${code}]`],
        isNegative: true,
      };
    }
    return {
      json: { published: true, code: null, version: root.version, epoch: root.epoch, chain: root.chain },
      lines: (style) => [
        `${style.good('published')}  trust root ${root.version}, epoch ${root.epoch}, chain ${root.chain}`,
        'Every bundle was signed anew under it.',
      ],
    };
  },
});
