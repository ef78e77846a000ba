import { join } from 'node:path';
import { LivepinError, newestRoot } from '@livepin/core';
import { serviceOption } from '../admin-access.ts';
import { defineCommand, type Result } from '../command.ts';
import { readIfThere, writeOutput } from '../files.ts';
import type { BundleJudgement } from '../judge-bundle.ts';
import { clock } from '../parse-time.ts';
import { fetchProven } from '../proven-delivery.ts';
import { flag, neededText, textOr, texts } from '../sketch.ts';
import { dateOf } from '../style.ts';
import { readRoots } from '../trust-roots.ts';

export const init = defineCommand({
  name: 'init',
  summary: 'fetch and prove what an app embeds: its trust root and its seed',
  details: `Fetches the trust roots and the bundle from where apps fetch them, judges them as an app does, and writes root.json
and seed.json. The first trust root is taken as it comes, so compare the name of the chain that is printed with what the
holders of the root keys say, or give their file with --root.`,
  options: {
    app: neededText('--app <id>', 'the app', { environment: 'LIVEPIN_APP' }),
    dir: textOr('--dir <folder>', 'where the two files are written', 'livepin'),
    service: serviceOption,
    root: texts('--root <file>', 'a trust root that is known to be right; what is fetched must follow it'),
    force: flag('--force', 'replace files that are there'),
  },
  examples: [
    'livepin init --app com.example.bank',
    'livepin init --app com.example.bank --dir src/pins --service https://pins.example.com --root ceremony/root-1.json',
  ],
  negative: 'what the service delivers does not prove itself.',
  async run({ app, dir, service, root, force }) {
    const files = { root: join(dir, 'root.json'), seed: join(dir, 'seed.json') };
    if (!force) await refuseToReplace(Object.values(files));
    const { base, judgement } = await fetchProven(service, app, await readRoots(root), clock());
    if (judgement.kind === 'refused') return refused(app, judgement);
    const { state, bundle } = judgement;
    const newest = newestRoot(state);
    await writeOutput(files.root, newest.jws.bytes, { mayReplace: force });
    await writeOutput(files.seed, bundle.jws.bytes, { mayReplace: force });
    const source = base;
    return {
      json: {
        written: true,
        code: null,
        files,
        app,
        chain: state.chain,
        root: newest.version,
        epoch: bundle.epoch,
        version: bundle.version,
        exp: bundle.exp,
        source,
      },
      lines: (style) => [
        `wrote ${files.root}  trust root ${newest.version}, until ${dateOf(newest.exp)}`,
        `wrote ${files.seed}  version ${bundle.version} of epoch ${bundle.epoch}, ${bundle.domains.length} ${bundle.domains.length === 1 ? 'host' : 'hosts'}`,
        `${style.strong('chain')} ${state.chain}`,
        '',
        'In the app:',
        ...codeOf(app, dir, source).map((line) => `  ${line}`),
      ],
    };
  },
});

function refused(app: string, { code, sentence }: Extract<BundleJudgement, { kind: 'refused' }>): Result {
  return {
    json: { written: false, code, sentence, app },
    lines: (style) => [
      `${style.bad('refused')}  what the service delivers does not prove itself, and nothing was written: ${sentence} [${code}]`,
    ],
    isNegative: true,
  };
}

/** The line of code for Node, with the imports that it needs. */
function codeOf(app: string, dir: string, source: string): string[] {
  const at = (name: string) => `new URL('./${join(dir, name).replaceAll('\\', '/')}', import.meta.url)`;
  return [
    "import { livepin } from '@livepin/client';",
    `const pinned = await livepin({ app: '${app}', root: ${at('root.json')}, seed: ${at('seed.json')}, sources: ['${source}'] });`,
  ];
}

async function refuseToReplace(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (await readIfThere(path)) {
      throw new LivepinError('LP_FILE_EXISTS', `${path} is there already; --force replaces it.`);
    }
  }
}
