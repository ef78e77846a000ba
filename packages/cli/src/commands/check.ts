import { type Bundle, type Host, type Pin, policyOf } from '@livepin/core';
import { remedyOf } from '@livepin/core/remedies';
import { platformAnchors } from '@livepin/tls';
import { formatEndpoint, type Probed, parseTarget, probe } from '@livepin/tls/probe';
import { defineCommand, type Result } from '../command.ts';
import { caOption, connectOption, probeOptionsOf, proxyOption, startTlsOption } from '../endpoint-options.ts';
import { readInput } from '../files.ts';
import { type BundleJudgement, judgeBundle } from '../judge-bundle.ts';
import { type EndpointVerdict, judgeBefore, judgeSeen, type Pinning } from '../judge-endpoint.ts';
import { clock } from '../parse-time.ts';
import { parsePinList } from '../pin-list.ts';
import { neededText, text, texts } from '../sketch.ts';
import { dateOf, type Style } from '../style.ts';
import { readRoots } from '../trust-roots.ts';
import { usage } from '../usage-error.ts';

export const check = defineCommand({
  name: 'check',
  summary: 'say whether a server would be accepted under given pins or a bundle',
  details: `Connects, looks at the certificates, sends nothing, and judges as a client does: is there a path to a trusted CA,
is the certificate for this name, does the path hold a pin. Without pins or a bundle only trust is judged, and the pins
are printed.`,
  arguments: {
    server: neededText(
      '<host[:port]>',
      'the server, as an app would name it (port 443 where none is given), or its URL',
    ),
  },
  options: {
    connect: connectOption,
    ca: caOption,
    starttls: startTlsOption,
    proxy: proxyOption,
    pins: texts('--pins <pin,pin>', 'the pins of this host'),
    bundle: text('--bundle <file>', 'judge by this bundle; needs --root and --app'),
    root: texts('--root <file>', 'a trust root, or a folder of trust roots, that the bundle is judged under'),
    app: text('--app <id>', 'the app that the bundle is for', { environment: 'LIVEPIN_APP' }),
  },
  examples: [
    'livepin check api.example.com',
    'livepin check api.example.com --pins "$(livepin pin server.crt | cut -c 1-44 | paste -sd, -)"',
    'livepin check api.example.com:8443 --connect 127.0.0.1:8443 --ca ca.pem --pins 2Pwv68JW8L5tlvykMLh26Wvm8Wb0MDMDi7iVEdMACXM= --json',
    'livepin check api.example.com --bundle bundle.json --root root.json --app com.example.bank',
    'livepin check smtp://mail.example.com --proxy http://proxy.example.com:3128',
  ],
  negative: 'the server is refused; the code says why (an untrusted chain and a wrong name are refusals too).',
  async run({ server, connect, ca, starttls, proxy, pins, bundle, root, app }) {
    const target = parseTarget(server, starttls ?? null);
    const { endpoint } = target;
    const options = await probeOptionsOf(target, { connect, ca, proxy });
    const now = clock();
    const { pinning, refused, said } = await pinningOf(endpoint.host, { pins, bundle, root, app, now });
    const early = refused ?? (pinning && judgeBefore(endpoint.host, pinning));
    if (early) return resultOf(endpoint, early, null, said);
    const seen = await probe(endpoint, { ...options, now });
    const verdict = judgeSeen(seen, pinning, options.anchors ?? platformAnchors(), now);
    return resultOf(endpoint, verdict, seen, said);
  },
});

interface PinOptions {
  readonly pins: readonly string[];
  readonly bundle: string | undefined;
  readonly root: readonly string[];
  readonly app: string | undefined;
  readonly now: number;
}

/** What to judge by. `refused`: the bundle proves nothing, so a client connects nowhere. `said`: the bundle, if any. */
interface FoundPinning {
  readonly pinning: Pinning | null;
  readonly refused: EndpointVerdict | null;
  readonly said: Bundle | null;
}

async function pinningOf(host: Host, options: PinOptions): Promise<FoundPinning> {
  const { pins, bundle, root, app, now } = options;
  if (pins.length > 0 && bundle !== undefined) throw usage('Give --pins or --bundle, not both.');
  if (bundle === undefined) {
    if (root.length > 0) throw usage('--root goes with --bundle: name the bundle that it is to prove.');
    return {
      pinning: pins.length === 0 ? null : pinningBy(host, new Set(parsePinList(pins))),
      refused: null,
      said: null,
    };
  }
  if (root.length === 0 || app === undefined) throw usage('--bundle needs --root and --app, to be proved by.');
  const roots = await readRoots(root);
  const judgement = await judgeBundle({ app, roots, bundle: await readInput(bundle), stored: null, now });
  return ofJudgement(judgement);
}

// An expired bundle has passed all that comes before: a client without a newer one goes on with it as stale.
function ofJudgement(judgement: BundleJudgement): FoundPinning {
  const { bundle } = judgement;
  if (judgement.kind === 'refused' && judgement.code !== 'LP_BUNDLE_EXPIRED') {
    const { code, sentence } = judgement;
    const refused: EndpointVerdict = { verdict: 'refuse', code, sentence, path: [], judgement: null, reported: null };
    return { pinning: null, refused, said: bundle };
  }
  const freshness = judgement.kind === 'accepted' ? 'fresh' : 'stale';
  return { pinning: bundle && { policy: policyOf(bundle), freshness }, refused: null, said: bundle };
}

function pinningBy(host: Host, pins: ReadonlySet<Pin>): Pinning {
  const pinSet = { host, subdomains: false, mode: 'enforce', stale: 'hold', pins } as const;
  return { policy: policyOf({ domains: [pinSet], revoked: new Set(), unlisted: 'allow' }), freshness: 'fresh' };
}

function resultOf(
  endpoint: Probed['endpoint'],
  verdict: EndpointVerdict,
  seen: Probed | null,
  bundle: Bundle | null,
): Result {
  const { judgement } = verdict;
  const matched = judgement?.verdict === 'match' ? judgement.pin : null;
  return {
    json: {
      verdict: verdict.verdict,
      code: verdict.code,
      sentence: verdict.sentence,
      ...endpoint,
      path: verdict.path.map(({ subject, pin }) => ({ subject, pin, isMatch: pin === matched })),
      pinned: judgement ? judgement.verdict : null,
      expected: judgement?.verdict === 'mismatch' ? judgement.expected : null,
      reported: verdict.reported,
      bundle: bundle && { app: bundle.app, epoch: bundle.epoch, version: bundle.version, exp: bundle.exp },
      ...(seen ? seenJson(seen) : nothingSeen),
    },
    lines: (style) => linesOf(endpoint, verdict, seen, style),
    isNegative: verdict.verdict === 'refuse',
  };
}

const nothingSeen = { paths: null, isCutOff: null, served: null, protocol: null, address: null };

function seenJson({ paths, isCutOff, served, protocol, address }: Probed) {
  return {
    paths: paths.map((path) => path.map(({ subject, pin }) => ({ subject, pin }))),
    isCutOff,
    served: served.map(({ der: _der, ...certificate }) => certificate),
    protocol,
    address,
  };
}

function linesOf(
  endpoint: Probed['endpoint'],
  { verdict, code, sentence, path, judgement, reported }: EndpointVerdict,
  seen: Probed | null,
  style: Style,
): string[] {
  const head = verdict === 'accept' ? style.good('accept') : style.bad('refuse');
  const shown = path.length > 0 ? path : (seen?.served ?? []);
  const matched = judgement?.verdict === 'match' ? judgement.pin : null;
  const mark = (pin: string) => (pin === matched ? `  ${style.good('pinned')}` : '');
  return [
    `${head}  ${formatEndpoint(endpoint)}${sentence ? `  ${sentence} [${code}]` : ''}`,
    ...(code ? [`  ${remedyOf(code)}`] : []),
    ...(shown.length > 0 ? [path.length > 0 ? 'verified path:' : 'shown, and not trusted:'] : []),
    ...shown.map(({ pin, subject }) => `  ${pin}  ${subject}${mark(pin)}`),
    ...(judgement?.verdict === 'mismatch' ? ['wanted, one of:', ...judgement.expected.map((pin) => `  ${pin}`)] : []),
    ...(judgement?.verdict === 'unpinned' ? [style.warning('The bundle has no pins for this host.')] : []),
    ...(reported ? [style.warning(`Reported and let through: ${reported}`)] : []),
    ...(seen?.isCutOff ? [style.warning('There may be further paths: the search met its bound.')] : []),
    ...untilOf(seen),
  ];
}

function untilOf(seen: Probed | null): string[] {
  const leaf = seen?.served[0];
  return leaf ? [`certificate until ${dateOf(leaf.notAfter)}`] : [];
}
