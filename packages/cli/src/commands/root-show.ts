import { defineCommand } from '../command.ts';
import { linesOfRoot, summarize } from '../root-summary.ts';
import { neededText, text } from '../sketch.ts';
import { readRoot } from '../trust-roots.ts';

export const rootShow = defineCommand({
  name: 'show',
  summary: 'print what a trust root says, and who has signed it',
  arguments: { file: neededText('<file>', 'the trust root; - is standard input') },
  options: { previous: text('--previous <file>', 'the trust root before, whose keys must have signed too') },
  examples: ['livepin root show root-1.json', 'livepin root show root-2.json --previous root-1.json --json'],
  negative: 'signatures are missing.',
  async run({ file, previous }) {
    const before = previous === undefined ? null : await readRoot(previous);
    const summary = await summarize(await readRoot(file), before);
    return { json: { file, ...summary }, lines: (style) => linesOfRoot(summary, style), isNegative: !summary.isSigned };
  },
});
