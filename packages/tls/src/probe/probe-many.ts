import { Attempt, stopped } from './attempt.ts';
import { type Look, look, type Probed } from './look.ts';
import { Obstacle, type Reason } from './obstacle.ts';
import { defaultTimeoutMilliseconds, lookOf, type ProbeOptions, sentenceOf } from './probe.ts';
import type { ProxyServer } from './proxy/proxy.ts';
import { addressesOf } from './reach.ts';
import type { Target } from './target.ts';
import { variants } from './variants.ts';

export interface SurveyOptions extends Omit<ProbeOptions, 'startTls' | 'variant' | 'proxy'> {
  /** Who connects in our place to this target. Default: nobody, whatever the environment says. */
  readonly proxyFor?: (target: Target) => ProxyServer | null;
  /** Look at every address of a name. Otherwise at the first that answers, as a client does. Not through a proxy. */
  readonly allAddresses?: boolean;
  /** Ask for each kind of key in a handshake of its own, and so see every chain that a server has. */
  readonly allVariants?: boolean;
}

export interface ManyOptions extends SurveyOptions {
  /** How many targets at once. */
  readonly concurrency?: number;
  /** Called as each target is done, in whichever order that is. */
  readonly onResult?: (survey: Survey) => void;
}

/** What could be seen of one target, and what could not. */
export interface Survey {
  readonly target: Target;
  /** One for each address and chain; the same chain at the same address once. */
  readonly seen: readonly Probed[];
  readonly failures: readonly Failure[];
}

/** LP_UNREACHABLE as a value. */
export interface Failure {
  /** Null where it came to no address, or to the first of several that answers. */
  readonly address: string | null;
  readonly reason: Reason;
  readonly alert: string | null;
  readonly sentence: string;
}

// Measured over 200 servers at 50 ms: beyond this nothing is gained, since the processor is what they wait for. Each takes
// a file descriptor, of which a process has 1,024 on many systems.
const defaultConcurrency = 128;

// A name has a handful; who answers with thousands is not asked thousands of times.
const maxAddresses = 64;

/**
 * Looks at many servers. What happens to one changes nothing for the others.
 * @returns in the order of the targets. After an abort of `signal` those that were not done have a failure `stopped`.
 */
export async function probeMany(targets: readonly Target[], options: ManyOptions = {}): Promise<Survey[]> {
  const {
    concurrency = defaultConcurrency,
    onResult,
    signal,
    timeoutMilliseconds = defaultTimeoutMilliseconds,
  } = options;
  const surveys: Survey[] = [];
  const running = new Set<Attempt>();
  // One listener for all: a signal looks through those that it has whenever one is added.
  const stop = () => {
    for (const attempt of running) attempt.stop();
  };
  const waiting = targets.entries();
  const worker = async () => {
    for (const [index, target] of waiting) {
      const attempt = new Attempt(timeoutMilliseconds);
      running.add(attempt);
      if (signal?.aborted) attempt.stop();
      try {
        surveys[index] = await survey(target, options, attempt);
      } finally {
        attempt.close();
        running.delete(attempt);
      }
      if (!signal?.aborted) onResult?.(surveys[index]);
    }
  };
  signal?.addEventListener('abort', stop);
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, targets.length) }, worker));
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  return surveys;
}

/** Looks at one server. Never throws for what it does. */
async function survey(target: Target, options: SurveyOptions, attempt: Attempt): Promise<Survey> {
  const fail = (error: unknown, address: string | null): Failure => {
    if (!(error instanceof Obstacle)) throw error;
    return { address, reason: error.reason, alert: error.alert, sentence: sentenceOf(target, options, error) };
  };
  try {
    const outcomes = await Promise.all(
      (await looksAt(target, options, attempt)).map(({ address, looks }) =>
        Promise.all(looks.map((one) => look(one, attempt).catch((error) => fail(error, address)))),
      ),
    );
    const each = outcomes.map(combine);
    return { target, seen: each.flatMap(({ seen }) => seen), failures: each.flatMap(({ failures }) => failures) };
  } catch (error) {
    return { target, seen: [], failures: [fail(error, null)] };
  }
}

/** The handshakes that are to be made, by address. @throws {Obstacle} */
async function looksAt(
  target: Target,
  options: SurveyOptions,
  attempt: Attempt,
): Promise<{ address: string | null; looks: Look[] }[]> {
  if (options.signal?.aborted) throw stopped();
  const { endpoint, startTls } = target;
  const { connect = endpoint, allAddresses = false, allVariants = false } = options;
  const proxy = options.proxyFor?.(target) ?? null;
  const addresses = proxy ? [] : await addressesOf(connect.host, attempt);
  const isEach = allAddresses && proxy === null;
  const places = isEach ? addresses.slice(0, maxAddresses).map((one) => [one]) : [addresses];
  return places.map((place) => ({
    address: isEach ? place[0]!.address : null,
    looks: (allVariants ? variants : [null]).map((variant) =>
      lookOf(endpoint, { ...options, startTls, proxy }, place, variant),
    ),
  }));
}

/** The outcomes at one address, each chain once. Where one kind of key is there, that another is not is no failure. */
function combine(outcomes: readonly (Probed | Failure)[]): Pick<Survey, 'seen' | 'failures'> {
  const seen = new Map<string, Probed>();
  const failures = new Map<string, Failure>();
  for (const outcome of outcomes) {
    if ('served' in outcome) seen.set(chainKey(outcome), seen.get(chainKey(outcome)) ?? outcome);
    else failures.set(outcome.sentence, outcome);
  }
  const isAbsence = ({ reason }: Failure) => reason === 'alert' || reason === 'handshake' || reason === 'closed';
  return {
    seen: [...seen.values()],
    failures: [...failures.values()].filter((failure) => seen.size === 0 || !isAbsence(failure)),
  };
}

function chainKey({ address, served }: Probed): string {
  return [address, ...served.map(({ der }) => Buffer.from(der).toString('base64'))].join(' ');
}
