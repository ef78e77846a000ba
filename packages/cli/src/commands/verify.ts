import { type Bundle, formatStored, isRootExpired, newestRoot, parseStored, storedOf } from '@livepin/core';
import { remedyOf } from '@livepin/core/remedies';
import { defineCommand, type Result } from '../command.ts';
import { nameOf, readIfThere, readInput, writeOutput } from '../files.ts';
import { type BundleJudgement, judgeBundle } from '../judge-bundle.ts';
import { clock, parseTime } from '../parse-time.ts';
import { neededText, parsed, text, texts } from '../sketch.ts';
import { dateOf } from '../style.ts';
import { readRoots } from '../trust-roots.ts';
import { usage } from '../usage-error.ts';

export const verify = defineCommand({
  name: 'verify',
  summary: 'say whether an app would accept a bundle',
  details: `Judges by the steps of a client: chain, app, signatures under the newest trust root, epoch and version, expiry.
Without --state nothing was accepted before. Several trust roots must follow one another; the first is trusted as an app
trusts the one that it embeds.`,
  arguments: { bundle: neededText('<bundle>', 'the bundle, as the service delivers it; - is standard input') },
  options: {
    root: texts('--root <file>', 'a trust root, or a folder of trust roots; - is standard input'),
    app: neededText('--app <id>', 'the app that would take the bundle', { environment: 'LIVEPIN_APP' }),
    now: parsed('--now <time>', 'judge as if it were then: seconds since 1970, or 2026-01-31T12:00:00Z', parseTime),
    state: text(
      '--state <file>',
      'what was accepted before; made where it is missing, and updated when the bundle is accepted',
    ),
  },
  examples: [
    'livepin verify bundle.json --root root.json --app com.example.bank',
    'livepin verify bundle.json --root root-1.json --root root-2.json --app com.example.bank --json',
    'curl -s http://127.0.0.1:8440/v1/apps/com.example.bank/bundle | livepin verify - --root livepin/root.json --app com.example.bank',
    'livepin verify bundle.json --root roots/ --app com.example.bank --state accepted.json --now 2027-01-01',
  ],
  negative: 'the bundle is refused; the code says why.',
  async run({ bundle, root, app, now = clock(), state }) {
    if (root.length === 0) throw usage('A bundle is judged under a trust root: name its file with --root.');
    if ([bundle, ...root].filter((path) => path === '-').length > 1)
      throw usage('Standard input can be read once: only one file may be -.');
    const roots = await readRoots(root);
    const kept = state === undefined ? null : await readIfThere(state);
    const stored = kept && parseStored(Buffer.from(kept).toString('utf8'), nameOf(state!));
    const judgement = await judgeBundle({ app, roots, bundle: await readInput(bundle), stored, now });
    if (state !== undefined && judgement.kind === 'accepted')
      await writeOutput(state, formatStored(storedOf(judgement.state)), { mayReplace: true });
    return resultOf(judgement, now);
  },
});

function resultOf(judgement: BundleJudgement, now: number): Result {
  const { bundle } = judgement;
  if (judgement.kind === 'refused') {
    const { code, sentence } = judgement;
    return {
      json: { accepted: false, code, sentence, now, ...(bundle ? contentOf(bundle) : {}), signers: [] },
      lines: (style) => [`${style.bad('refused')}  ${sentence} [${code}]`, `  ${remedyOf(code)}`],
      isNegative: true,
    };
  }
  const { state, isUnchanged, clockIsBehind } = judgement;
  const { held } = state;
  const root = newestRoot(state);
  const rootExpired = isRootExpired(state, now);
  return {
    json: {
      accepted: true,
      code: null,
      sentence: null,
      now,
      ...contentOf(judgement.bundle),
      signers: [...held.signers],
      trustRoot: { version: root.version, epoch: root.epoch, exp: root.exp, isExpired: rootExpired },
      isUnchanged,
      clockIsBehind,
    },
    lines: (style) => [
      `${style.good('accepted')}  version ${judgement.bundle.version} of epoch ${judgement.bundle.epoch} for ${state.app}, until ${dateOf(judgement.bundle.exp)}`,
      ...judgement.bundle.domains.map(
        ({ host, subdomains, mode, pins }) =>
          `  ${host}${subdomains ? ' and below' : ''}: ${mode}, ${pins.size} ${pins.size === 1 ? 'pin' : 'pins'}`,
      ),
      `  signed by ${[...held.signers].join(', ')} under trust root ${root.version}`,
      ...(isUnchanged ? ['  It is in force already.'] : []),
      ...(clockIsBehind ? [style.warning('  It was made after the time that it is judged at.')] : []),
      ...(rootExpired ? [style.warning(`  Trust root ${root.version} expired on ${dateOf(root.exp)}.`)] : []),
    ],
  };
}

function contentOf(bundle: Bundle) {
  const { app, chain, epoch, version, root, iat, exp, refresh, unlisted, domains, revoked, reportTo, sources } = bundle;
  const hosts = domains.map(({ pins, ...pinSet }) => ({ ...pinSet, pins: [...pins] }));
  return {
    app,
    chain,
    epoch,
    version,
    root,
    iat,
    exp,
    refresh,
    unlisted,
    hosts,
    revoked: [...revoked],
    reportTo,
    sources,
  };
}
