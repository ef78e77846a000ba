import {
  afterHeal,
  type Embedded,
  type ErrorCode,
  type Freshness,
  freshnessOf,
  healWaitSeconds,
  isRootExpired,
  newestRoot,
  noHeals,
  planHeal,
  refreshPause,
  staleWaitSeconds,
} from '@livepin/core';
import { type Assessment, assess, type Finding, type Target } from './assess.ts';
import { Emitter } from './emitter.ts';
import type { LivepinEvents } from './events.ts';
import { FetchJournal } from './fetch-journal.ts';
import type { HealReport } from './heal-report.ts';
import { Knowledge, type View } from './knowledge.ts';
import { PinError } from './pin-error.ts';
import type { Platform } from './platform.ts';
import { type RefreshReport, Rounds } from './rounds.ts';

export interface EngineOptions {
  readonly embedded: Embedded;
  /** Base addresses, the service's own first. Bundles may name more. */
  readonly sources: readonly string[];
  readonly platform: Platform;
}

const secondsPerDay = 86_400;
const refreshTimeoutSeconds = 15;
/** Refreshes where no bundle says how often. */
const refreshSecondsWithoutBundle = 60;

/**
 * What a fetch may mend. Not LP_HOST_UNLISTED: an app that keeps asking for a host that has no pins would use up, by the
 * pauses after fruitless heals, what the pinned hosts need.
 */
const healable: ReadonlySet<ErrorCode> = new Set(['LP_PIN_MISMATCH', 'LP_PIN_REVOKED', 'LP_NO_BUNDLE']);
const notTried: HealReport = { outcome: 'not-tried' };

export type Look = (policy: NonNullable<View['policy']>, host: Target['hosts'][number]) => Finding;

/**
 * The machine behind every adapter: fetches, remembers, says what is done about a connection, and heals. It opens no
 * connection of an app; an adapter asks it before each (`admit`) and when the peer has shown itself (`settle`).
 */
export class Engine {
  readonly events: Emitter<LivepinEvents>;
  readonly knowledge: Knowledge;
  readonly #platform: Platform;
  readonly #journal: FetchJournal;
  readonly #rounds: Rounds;
  #failures = 0;
  #nextRefreshAt = 0;
  #cancelNext: () => void = () => undefined;
  #refreshing: Promise<RefreshReport> | null = null;
  #healing: Promise<HealReport> | null = null;
  #told: { freshness: Freshness; expiredRoot: number } = { freshness: 'fresh', expiredRoot: 0 };
  #isClosed = false;

  private constructor(
    options: EngineOptions,
    knowledge: Knowledge,
    events: Emitter<LivepinEvents>,
    journal: FetchJournal,
  ) {
    this.#platform = options.platform;
    this.knowledge = knowledge;
    this.events = events;
    this.#journal = journal;
    this.#rounds = new Rounds(options, knowledge, journal, events);
  }

  /**
   * @param events may hold listeners already, so that nothing told while opening is missed
   * @throws {LivepinError} the embedded documents do not prove themselves
   */
  static async open(options: EngineOptions, events = new Emitter<LivepinEvents>()): Promise<Engine> {
    const { embedded, platform } = options;
    const knowledge = await Knowledge.open(embedded, platform, events);
    const engine = new Engine(options, knowledge, events, await FetchJournal.open(platform, events));
    engine.#tellCondition();
    return engine;
  }

  /** Begins to refresh: at once, and then for as long as it is not closed. */
  start(): void {
    void this.refresh();
  }

  /** Nothing is fetched any more. What is in force stays so. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelNext();
    await this.knowledge.settled();
  }

  /**
   * Whether no bundle is in force because its keys were dropped a moment ago, and the one that takes its place is being
   * fetched. When that is over, the freshness is told.
   */
  isBetweenBundles(): boolean {
    return this.knowledge.view.held === null && this.#rounds.isAsking;
  }

  freshness(): Freshness {
    return freshnessOf(this.knowledge.state, this.#platform.clock());
  }

  /** Asks for newer documents; those who ask while it is under way share the answer. Never rejects. */
  refresh(): Promise<RefreshReport> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** What is done about a connection by what is known now. */
  assess(target: Target, look: Look | null): Assessment {
    return assess(this.knowledge.view.policy, this.freshness(), target, look);
  }

  /**
   * To be awaited before a connection is made.
   * @throws {PinError} it must not be made
   */
  async admit(target: Target): Promise<void> {
    if (this.freshness() === 'stale') await this.#refreshStale();
    await this.settle(target, null);
  }

  /**
   * To be awaited when the peer has shown itself, before the first byte of a request is written.
   * @throws {PinError} the connection must be ended
   */
  async settle(target: Target, look: Look | null): Promise<void> {
    const first = this.assess(target, look);
    if (first.enforcement.action === 'proceed') return;
    if (first.enforcement.action === 'report') return this.#report(first);
    const passes = () => this.assess(target, look).enforcement.action !== 'refuse';
    const heal = healable.has(first.enforcement.code) ? await this.#heal(passes) : notTried;
    const last = this.assess(target, look);
    if (last.enforcement.action === 'report') return this.#report(last);
    if (last.enforcement.action === 'proceed') return;
    throw this.failureOf(last, heal);
  }

  /** The error of an assessment that refuses, told as an event too. */
  failureOf({ enforcement, host, wanted, finding }: Assessment, heal: HealReport): PinError {
    if (enforcement.action !== 'refuse') throw new TypeError('The assessment refuses nothing.');
    const { code } = enforcement;
    const { seen = [], fault = null } = finding ?? {};
    this.events.emit('failure', { host, code, enforced: true, seen, wanted });
    const bundle = this.knowledge.view.held?.bundle;
    return new PinError(code, {
      host,
      seen,
      fault,
      wanted,
      bundle: bundle
        ? { epoch: bundle.epoch, version: bundle.version, ageSeconds: this.#platform.clock() - bundle.iat }
        : null,
      heal,
    });
  }

  #report({ enforcement, host, wanted, finding }: Assessment): void {
    if (enforcement.action !== 'report') return;
    this.events.emit('failure', { host, code: enforcement.code, enforced: false, seen: finding?.seen ?? [], wanted });
  }

  async #refresh(): Promise<RefreshReport> {
    this.#cancelNext();
    const since = this.#platform.clock() - this.#journal.record.rootsAskedAt;
    // Once a day, so not later than the next refresh. A clock that was ahead once must not put the question off until then.
    const withRoots = since + this.#refreshSeconds() >= secondsPerDay || since < 0;
    const report = await this.#round('refresh', withRoots, refreshTimeoutSeconds);
    this.#failures = report.answered > 0 ? 0 : this.#failures + 1;
    // The pause is there because fetching brought nothing, which is no longer so: an attack must not cost the app the heal
    // that a genuine change of keys needs soon after it.
    if (report.news && this.#journal.record.heals.fruitless > 0) await this.#journal.note({ heals: noHeals });
    this.#plan();
    return report;
  }

  #plan(): void {
    if (this.#isClosed) return;
    const pause = refreshPause(this.#refreshSeconds(), this.#failures, this.#platform.random());
    this.#nextRefreshAt = this.#platform.clock() + pause;
    this.#cancelNext = this.#platform.after(pause, () => void this.refresh());
  }

  // A thief of pin keys could have apps refresh once a week: until then none would learn of the trust root that drops him.
  #refreshSeconds(): number {
    const { held } = this.knowledge.view;
    return held ? Math.min(held.bundle.refresh, secondsPerDay) : refreshSecondsWithoutBundle;
  }

  // Not while a back-off runs: a service that is down must not slow every connection.
  async #refreshStale(): Promise<void> {
    if (this.#failures > 0 && this.#platform.clock() < this.#nextRefreshAt) return;
    await Promise.race([this.refresh(), this.#pause(staleWaitSeconds)]);
  }

  async #round(reason: 'refresh' | 'heal', withRoots: boolean, timeoutSeconds: number): Promise<RefreshReport> {
    const report = await this.#rounds.ask(reason, withRoots, timeoutSeconds);
    this.#tellCondition();
    return report;
  }

  /** One fetch for all connections that wait; each goes on as soon as what it waits for is there. */
  async #heal(passes: () => boolean): Promise<HealReport> {
    if (this.#isClosed) return notTried;
    if (!this.#healing) {
      const plan = planHeal(this.#journal.record.heals, this.#platform.clock(), this.#platform.random());
      if (plan.kind === 'held-back') {
        await this.knowledge.absorb(); // another process of the app may have healed
        const heldBack: HealReport = { outcome: 'held-back', until: plan.until };
        // A fetch that is under way anyhow costs nobody a further one: an app that was attacked, and is started again where
        // the key of a server has changed meanwhile, has its first refresh to hope for.
        return this.#refreshing && !passes()
          ? this.#within(
              this.#refreshing.then(() => heldBack),
              passes,
            )
          : heldBack;
      }
      this.#healing = this.#healRound(plan.delaySeconds).finally(() => {
        this.#healing = null;
      });
    }
    return this.#within(this.#healing, passes);
  }

  /** What comes of a fetch, or what is known when it has brought enough, or taken too long. */
  #within(fetching: Promise<HealReport>, passes: () => boolean): Promise<HealReport> {
    const { promise: passed, resolve } = Promise.withResolvers<HealReport>();
    const stop = this.knowledge.onChange(() => {
      if (passes()) resolve({ outcome: 'newer' });
    });
    const timedOut = this.#pause(healWaitSeconds).then((): HealReport => ({ outcome: 'timed-out' }));
    return Promise.race([fetching, passed, timedOut]).finally(stop);
  }

  async #healRound(delaySeconds: number): Promise<HealReport> {
    if (delaySeconds > 0) await this.#pause(delaySeconds);
    const startedAt = this.#platform.clock();
    const { answered, news } = await this.#round('heal', true, healWaitSeconds);
    await this.#journal.note({ heals: afterHeal(this.#journal.record.heals, startedAt, news) });
    const report: HealReport = { outcome: news ? 'newer' : answered > 0 ? 'nothing-newer' : 'no-answer' };
    this.events.emit('heal', report);
    return report;
  }

  #pause(seconds: number): Promise<void> {
    return new Promise((resolve) => void this.#platform.after(seconds, resolve));
  }

  #tellCondition(): void {
    const freshness = this.freshness();
    if (freshness !== this.#told.freshness) this.events.emit('freshness', { freshness });
    const { state } = this.knowledge;
    const { version, exp } = newestRoot(state);
    const isExpired = isRootExpired(state, this.#platform.clock());
    if (isExpired && version !== this.#told.expiredRoot) this.events.emit('root-expired', { version, exp });
    this.#told = { freshness, expiredRoot: isExpired ? version : 0 };
  }
}
