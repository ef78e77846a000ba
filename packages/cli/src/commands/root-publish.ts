import { AdminError } from '@livepin/admin';
import { adminAccess, adminOptions, judged } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { neededText } from '../sketch.ts';
import { readRoot } from '../trust-roots.ts';

export const rootPublish = defineCommand({
  name: 'publish',
  summary: 'give a signed trust root to the service',
  details: `The first one of an empty service, or the one that follows its newest. The service judges it as apps do, then signs
every bundle anew under it.`,
  arguments: { file: neededText('<file>', 'the signed trust root; - is standard input') },
  options: adminOptions,
  examples: [
    'livepin root publish ceremony/root-1.json',
    'livepin root publish root-2.json --service https://pins.example.com',
  ],
  negative: 'the service refused it, as apps would.',
  async run({ file, ...options }) {
    const { jws, version } = await readRoot(file);
    const admin = await adminAccess(options);
    const answer = await judged(admin.addRoot({ body: { document: Buffer.from(jws.bytes).toString('utf8') } }));
    if (answer instanceof AdminError) {
      const { code, message, remedy } = answer;
      return {
        json: { published: false, code, sentence: message, remedy, version },
        lines: (style) => [`${style.bad('refused')}  ${message} [${code}]`, `  ${remedy}`],
        isNegative: true,
      };
    }
    const { document: _document, ...root } = answer;
    return {
      json: { published: true, code: null, ...root },
      lines: (style) => [
        `${style.good('published')}  trust root ${root.version}, epoch ${root.epoch}, chain ${root.chain}`,
        'Bundles are signed anew under it.',
      ],
    };
  },
});
