import tls, { type TLSSocket } from 'node:tls';
import type { VerifiedPath } from '@livepin/core';
import { isAddress, LivepinError, type PathCertificate } from '@livepin/core';
import { Certificate } from '../certificate/certificate.ts';
import { findPaths, newReport } from '../path/find-paths.ts';
import { platformAnchors, type TrustAnchors } from '../path/trust-anchors.ts';
import { peerCertificatesOf } from '../peer-certificates.ts';
import { type Endpoint, formatEndpoint } from './endpoint.ts';

export interface ProbeOptions {
  /** Where to connect instead of the endpoint's own address; the name that is asked for stays the same. */
  readonly connect?: { readonly host: string; readonly port: number };
  /** The name in the TLS handshake (SNI) and in the certificate, where it is not the endpoint's host. */
  readonly servername?: string;
  /** By default what this process trusts. */
  readonly anchors?: TrustAnchors;
  /** For the whole: looking the name up, connecting, shaking hands. Default 10,000. */
  readonly timeoutMilliseconds?: number;
  /** Seconds since 1970. Default: the clock. */
  readonly now?: number;
}

/** A certificate as the server sent it. Times: seconds since 1970. */
export interface ServedCertificate extends PathCertificate {
  readonly issuer: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly der: Uint8Array;
}

export interface Probed {
  readonly endpoint: Endpoint;
  /** "TLSv1.3", and the address that answered. */
  readonly protocol: string;
  readonly address: string;
  /** As sent: order, copies and strangers included. A certificate that cannot be read is left out. */
  readonly served: readonly ServedCertificate[];
  /** Every path that passes RFC 5280 validation to a trust anchor; none where `fault` says why. */
  readonly paths: readonly VerifiedPath[];
  /** Why the certificate is not for this host, or null. */
  readonly nameFault: string | null;
  readonly fault: string | null;
  /** The search met its bound, so `paths` may not be all. */
  readonly isCutOff: boolean;
}

/**
 * Connects to a TLS server, looks at what it shows, and leaves. Sends no byte of any application protocol.
 * @throws {LivepinError} LP_UNREACHABLE: no such name, refused, timed out, or no TLS handshake
 */
export async function probe(endpoint: Endpoint, options: ProbeOptions = {}): Promise<Probed> {
  const { anchors = platformAnchors(), now = Math.floor(Date.now() / 1000) } = options;
  const servername = options.servername ?? endpoint.host;
  const socket = await shakeHands(endpoint, servername, options);
  try {
    const leaf = socket.getPeerCertificate();
    const nameFault = tls.checkServerIdentity(servername, leaf)?.message ?? null;
    const { list } = peerCertificatesOf(socket);
    const report = newReport();
    const paths = [...findPaths({ certificates: list(), anchors, now }, report)].map(({ path }) => path);
    return {
      endpoint,
      protocol: socket.getProtocol() ?? 'unknown',
      address: socket.remoteAddress ?? 'unknown',
      served: list().flatMap(describe),
      paths,
      nameFault,
      fault: paths.length > 0 ? null : report.lastFault,
      isCutOff: report.isCutOff,
    };
  } finally {
    socket.destroy();
  }
}

function shakeHands(
  endpoint: Endpoint,
  servername: string,
  { connect, timeoutMilliseconds = 10_000 }: ProbeOptions,
): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const socket = tls.connect({
    host: connect?.host ?? endpoint.host,
    port: connect?.port ?? endpoint.port,
    ...(isAddress(servername as Endpoint['host']) ? {} : { servername }),
    // Looking at whatever is there is what a probe is for; who is trusted is decided on what it saw.
    rejectUnauthorized: false,
  });
  const unreachable = (why: string, cause?: unknown) => {
    const via = connect ? ` (at ${connect.host}:${connect.port})` : '';
    reject(
      new LivepinError('LP_UNREACHABLE', `${formatEndpoint(endpoint)}${via} could not be reached: ${why}.`, { cause }),
    );
    socket.destroy();
  };
  const timer = setTimeout(() => unreachable(`no TLS handshake within ${timeoutMilliseconds} ms`), timeoutMilliseconds);
  socket.once('secureConnect', () => resolve(socket));
  socket.once('end', () => unreachable('it closed the connection before the TLS handshake was done'));
  socket.on('error', (error) => unreachable(describeError(error), error));
  return promise.finally(() => clearTimeout(timer));
}

// An error of several tried addresses has no message of its own.
function describeError(error: Error): string {
  const errors = error instanceof AggregateError ? error.errors : [error];
  return [...new Set(errors.map(describeOne))].join('; ');
}

const reasonsWithoutTls = new Set(['wrong version number', 'packet length too long']);

// The messages of OpenSSL itself name its source files and lines.
function describeOne({ message, reason }: Error & { readonly reason?: unknown }): string {
  if (typeof reason !== 'string') return message.trim();
  const guess = reasonsWithoutTls.has(reason) ? '; does it speak TLS?' : '';
  return `the TLS handshake failed (${reason}${guess})`;
}

function describe(der: Uint8Array): ServedCertificate[] {
  try {
    const certificate = new Certificate(der);
    const { pin, subjectText: subject, issuerText: issuer, notBefore, notAfter } = certificate;
    return [{ pin, subject, issuer, notBefore, notAfter, der }];
  } catch (error) {
    if (error instanceof LivepinError) return [];
    throw error;
  }
}
