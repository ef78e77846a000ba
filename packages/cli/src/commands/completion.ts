import { catalog } from '../catalog.ts';
import { defineCommand } from '../command.ts';
import { formatCompletion, type Shell, shells } from '../format-completion.ts';
import { neededText } from '../sketch.ts';

export const completion = defineCommand({
  name: 'completion',
  summary: 'print the completion script of a shell',
  details: `bash: put the line of the example into ~/.bashrc. zsh: write it to a file _livepin in a folder of $fpath.
fish: write it to ~/.config/fish/completions/livepin.fish.`,
  arguments: { shell: neededText('<shell>', 'the shell', { choices: shells }) },
  examples: ['livepin completion bash', 'livepin completion zsh', 'livepin completion fish'],
  async run({ shell }) {
    const tree = await Promise.all(catalog.map((entry) => entry.load()));
    const script = formatCompletion(shell as Shell, tree);
    return { json: { shell, script }, lines: () => script.trimEnd().split('\n') };
  },
});
