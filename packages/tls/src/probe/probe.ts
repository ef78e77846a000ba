import { LivepinError } from '@livepin/core';
import { platformAnchors, type TrustAnchors } from '../path/trust-anchors.ts';
import { Attempt, stopped } from './attempt.ts';
import { type Endpoint, formatEndpoint } from './endpoint.ts';
import { type Look, look, type Probed } from './look.ts';
import { Obstacle, type Reason } from './obstacle.ts';
import type { ProxyServer } from './proxy/proxy.ts';
import { addressesOf } from './reach.ts';
import type { StartTls } from './starttls/protocols.ts';
import { formatTarget, type Target } from './target.ts';
import type { Variant } from './variants.ts';

export interface ProbeOptions {
  /** Where to connect instead of the endpoint's own address; the name that is asked for stays the same. */
  readonly connect?: { readonly host: string; readonly port: number };
  /** The name in the TLS handshake (SNI) and in the certificate, where it is not the endpoint's host. */
  readonly servername?: string;
  /** What the server speaks before TLS. Default: nothing. */
  readonly startTls?: StartTls | null;
  /** Who connects in our place. Default: nobody, whatever the environment says. */
  readonly proxy?: ProxyServer | null;
  /** Ask for a certificate with a key of this kind, and for no other. Default: whatever the server prefers. */
  readonly variant?: Variant | null;
  /** By default what this process trusts. */
  readonly anchors?: TrustAnchors;
  /** For the whole: looking the name up, connecting, shaking hands. Default 10,000. */
  readonly timeoutMilliseconds?: number;
  /** Ends it, as an error with the reason `stopped`. */
  readonly signal?: AbortSignal;
  /** Seconds since 1970. Default: the clock. */
  readonly now?: number;
}

/** LP_UNREACHABLE, with the reason in a form for programs. */
export interface Unreachable extends LivepinError<'LP_UNREACHABLE'> {
  readonly reason: Reason;
  /** The name of the TLS alert, where the reason is `alert`. */
  readonly alert: string | null;
}

/**
 * Connects to a TLS server, looks at what it shows, and leaves. Sends no byte of any application protocol but what the
 * change to TLS takes.
 * @throws {Unreachable} no such name, refused, timed out, no TLS handshake …: see `Reason`
 */
export async function probe(endpoint: Endpoint, options: ProbeOptions = {}): Promise<Probed> {
  const { signal } = options;
  const attempt = new Attempt(options.timeoutMilliseconds ?? defaultTimeoutMilliseconds);
  const stop = () => attempt.stop();
  signal?.addEventListener('abort', stop);
  try {
    if (signal?.aborted) throw stopped();
    const { host } = options.connect ?? endpoint;
    const addresses = options.proxy ? [] : await addressesOf(host, attempt);
    return await look(lookOf(endpoint, options, addresses, options.variant ?? null), attempt);
  } catch (error) {
    throw error instanceof Obstacle ? unreachable(endpoint, options, error) : error;
  } finally {
    signal?.removeEventListener('abort', stop);
    attempt.close();
  }
}

export const defaultTimeoutMilliseconds = 10_000;

export function lookOf(
  endpoint: Endpoint,
  options: ProbeOptions,
  addresses: Look['route']['addresses'],
  variant: Variant | null,
): Look {
  const { connect = endpoint, servername = endpoint.host, proxy = null, startTls = null, anchors } = options;
  const { host, port } = connect;
  return {
    endpoint,
    route: { host, port, addresses, proxy, startTls },
    servername,
    variant,
    anchors: anchors ? () => anchors : platformAnchors,
    now: options.now ?? Math.floor(Date.now() / 1000),
  };
}

/** The sentence of a look that failed. */
export function sentenceOf(target: Target, { connect }: ProbeOptions, { message }: Obstacle): string {
  const via = connect ? ` (at ${formatEndpoint(connect as Endpoint)})` : '';
  return `${formatTarget(target)}${via} could not be reached: ${message}.`;
}

function unreachable(endpoint: Endpoint, options: ProbeOptions, obstacle: Obstacle): Unreachable {
  const { reason, alert } = obstacle;
  const sentence = sentenceOf({ endpoint, startTls: options.startTls ?? null }, options, obstacle);
  const error = new LivepinError('LP_UNREACHABLE', sentence, { cause: obstacle });
  return Object.assign(error, { reason, alert });
}
