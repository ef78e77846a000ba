import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BundleOrder } from '@livepin/core';
import { sendHealth } from './health.ts';
import { Places } from './places.ts';
import type { PollCount } from './polls.ts';
import { waitSecondsOf } from './prefer.ts';
import { type Prepared, prepare, send } from './prepared.ts';
import { type DeliverableBundle, hasNewest, Published, waitedAnswer } from './published.ts';
import { refuseApp, refuseMethod, refuseRoot, refuseStream, refuseUnpublished } from './refusals.ts';
import { parseTarget, type Target } from './target.ts';

export interface DeliveryOptions {
  /** Some CDNs do not cache a 304, and then ask the service for every poll: `answer-200` gives them the bundle each time. */
  readonly notModified?: 'answer-304' | 'answer-200';
  /**
   * The longest wait of a long-poll; 55 by default, below the minute after which many proxies give up. 0 answers all at
   * once, and leaves out `Vary: Prefer`, for CDNs that cache nothing that varies by a header unknown to them.
   */
  readonly waitSecondsMax?: number;
  /** How many long-polls may wait, 10,000 by default; those beyond are answered at once. */
  readonly maxWaiting?: number;
  /** How many event streams may be open, 1,000 by default; those beyond are refused (503). */
  readonly maxStreams?: number;
}

/** Serves prepared bytes from memory. It knows nothing of a database, and goes on when that is gone. */
export interface Delivery {
  /**
   * Makes an app known before anything is published for it.
   * @param past bundles published earlier, which apps may still hold: polls that name them are counted one by one
   */
  addApp(app: string, past?: readonly BundleOrder[]): void;
  /** Its waiting askers are answered, its event streams ended. */
  removeApp(app: string): void;
  /** Makes the app known too. An older bundle than the current one has no effect; a newer wakes long-polls and streams. */
  setBundle(app: string, bundle: DeliverableBundle): void;
  /** One chain per service: the trust root is delivered below every known app. */
  setRoot(version: number, bytes: Uint8Array): void;
  /** Answers what is below `/v1/apps/{app}/` (bundle, events, roots/{n}) and `/healthz`. @returns false: not delivery's */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Which bundles the polls since the start held, newest first, by If-None-Match. Heals and event streams are no polls. */
  adoption(app: string): readonly PollCount[];
  /** Answers the waiting long-polls and ends the event streams, for a graceful shutdown. New ones are not taken on. */
  close(): void;
}

export function createDelivery(options: DeliveryOptions = {}): Delivery {
  return new MemoryDelivery(options);
}

class MemoryDelivery implements Delivery {
  readonly #apps = new Map<string, Published>();
  readonly #roots = new Map<string, Prepared>();
  /** By the target that nearly every request has, so that it need not be taken apart. */
  readonly #plainTargets = new Map<string, Published>();
  readonly #may304: boolean;
  readonly #waitSecondsMax: number;
  readonly #vary: readonly string[];
  #waitingPlaces: Places;
  #streamPlaces: Places;

  constructor(options: DeliveryOptions) {
    const { notModified = 'answer-304', waitSecondsMax = 55, maxWaiting = 10_000, maxStreams = 1_000 } = options;
    this.#may304 = notModified === 'answer-304';
    this.#waitSecondsMax = waitSecondsMax;
    // RFC 7240 §2: on every answer of a resource that heeds a preference, whether the request had one or not.
    this.#vary = waitSecondsMax > 0 ? ['Vary', 'Prefer'] : [];
    this.#waitingPlaces = new Places(maxWaiting);
    this.#streamPlaces = new Places(maxStreams);
  }

  addApp(app: string, past: readonly BundleOrder[] = []): void {
    const published = this.#known(app);
    for (const order of past) published.polls.learn(order);
  }

  removeApp(app: string): void {
    this.#apps.get(app)?.end();
    this.#apps.delete(app);
    this.#plainTargets.delete(targetOf(app));
  }

  setBundle(app: string, bundle: DeliverableBundle): void {
    this.#known(app).replace(bundle, this.#vary);
  }

  setRoot(version: number, bytes: Uint8Array): void {
    const tag = createHash('sha256').update(bytes).digest('base64url');
    this.#roots.set(String(version), prepare(bytes, tag, 'public, max-age=31536000, immutable', []));
  }

  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '', method } = request;
    const published = this.#plainTargets.get(url);
    if (published && method === 'GET') {
      this.#answerBundle(request, response, published, null);
      return true;
    }
    const target = parseTarget(url);
    if (!target) return false;
    if (method === 'GET' || method === 'HEAD') this.#answer(request, response, target);
    else refuseMethod(request, response);
    return true;
  }

  adoption(app: string): readonly PollCount[] {
    return this.#apps.get(app)?.polls.counts() ?? [];
  }

  close(): void {
    this.#waitingPlaces = new Places(0);
    this.#streamPlaces = new Places(0);
    for (const published of this.#apps.values()) published.end();
  }

  #known(app: string): Published {
    const published = this.#apps.get(app) ?? new Published();
    this.#apps.set(app, published);
    this.#plainTargets.set(targetOf(app), published);
    return published;
  }

  #answer(request: IncomingMessage, response: ServerResponse, target: Target): void {
    if (target.kind === 'health') {
      sendHealth(request, response);
      return;
    }
    const app = this.#apps.get(target.app);
    if (!app) refuseApp(request, response, target.app);
    else if (target.kind === 'root') this.#answerRoot(request, response, target.name);
    else if (target.kind === 'bundle') this.#answerBundle(request, response, app, target.after);
    else this.#answerEvents(request, response, app, target.after);
  }

  #answerRoot(request: IncomingMessage, response: ServerResponse, name: string): void {
    const root = this.#roots.get(name);
    if (root) send(request, response, root, this.#may304);
    else refuseRoot(request, response, name);
  }

  #answerBundle(request: IncomingMessage, response: ServerResponse, app: Published, after: BundleOrder | null): void {
    const { current } = app;
    const { method, headers } = request;
    if (!current) {
      refuseUnpublished(request, response);
      return;
    }
    const field = headers['if-none-match'];
    if (method === 'GET' && after === null) app.polls.count(field);
    const wait = Math.min(waitSecondsOf(headers['prefer'] as string | undefined), this.#waitSecondsMax);
    if (wait === 0 || method === 'HEAD') send(request, response, after ? current.heal : current.plain, this.#may304);
    else {
      const answer = () => send(request, response, waitedAnswer(app.current ?? current, wait), this.#may304);
      const isToWait = hasNewest(current, field, after) && this.#waitingPlaces.take(response);
      if (isToWait) app.waiting.add(response, wait, answer);
      else answer();
    }
  }

  #answerEvents(request: IncomingMessage, response: ServerResponse, app: Published, after: BundleOrder | null): void {
    const { current } = app;
    const { method, headers } = request;
    if (!current) refuseUnpublished(request, response);
    else if (method === 'GET' && !this.#streamPlaces.take(response)) refuseStream(request, response);
    else {
      // A browser's EventSource says in Last-Event-ID what it saw last, without the quotes of an ETag.
      const seen = `${headers['if-none-match'] ?? ''}, "${headers['last-event-id'] ?? ''}"`;
      app.streams.add(request, response, hasNewest(current, seen, after) ? null : current.plain.tag);
    }
  }
}

const targetOf = (app: string) => `/v1/apps/${app}/bundle`;
