import { X509Certificate } from 'node:crypto';
import type { Host } from '@livepin/core';
import type { Served, ServedKey, World } from '@livepin/formats/lint';
import { type Certificate, findPaths, platformAnchors, type TrustAnchors } from '@livepin/tls';
import { describeServed, type Probed, parseTarget, probeMany, type Survey } from '@livepin/tls/probe';
import { anchorsOf, type EndpointOptions, proxyOf } from '../endpoint-options.ts';
import { makeRoomForLookups } from '../lookup-threads.ts';
import { fetchPublished, unproven } from '../proven-delivery.ts';
import { readRoots } from '../trust-roots.ts';
import { counted } from './lint-report.ts';

/** What servers showed, and what is to be said of those that showed nothing. */
export interface AskedServers {
  readonly served: ReadonlyMap<Host, Served>;
  readonly notes: readonly string[];
}

// A lint is waited for: who does not answer by then is left out, and said.
const timeoutMilliseconds = 5_000;
const wholeMilliseconds = 30_000;
const concurrency = 32;
const maxHosts = 500;

/**
 * Looks at the keys that servers show, each in three handshakes, so that no key of theirs is missed. Never fails for what a
 * server does: whoever cannot be reached, or shows nothing that is trusted, is named in the notes and known nothing of.
 * @param now seconds since 1970
 */
export async function askServers(
  hosts: readonly Host[],
  { connect, ca, proxy }: EndpointOptions,
  now: number,
): Promise<AskedServers> {
  makeRoomForLookups();
  const anchors = (await anchorsOf(ca)) ?? platformAnchors();
  const surveys = await probeMany(
    hosts.slice(0, maxHosts).map((host) => parseTarget(host)),
    {
      anchors,
      now,
      timeoutMilliseconds,
      concurrency,
      allVariants: true,
      signal: AbortSignal.timeout(wholeMilliseconds),
      proxyFor: proxyOf(proxy, connect),
      ...(connect ? { connect } : {}),
    },
  );
  const served = new Map(surveys.flatMap((survey) => servedBy(survey, anchors, now)));
  return { served, notes: notesOf(surveys, served, hosts.length - maxHosts) };
}

function servedBy({ target, seen }: Survey, anchors: TrustAnchors, now: number): [Host, Served][] {
  // A certificate for another name, or one that nobody vouches for, says nothing of the keys that apps will meet.
  const paths = seen.filter(({ nameFault }) => nameFault === null).flatMap((one) => pathsOf(one, anchors, now));
  return paths.length > 0 ? [[target.endpoint.host, { paths }]] : [];
}

function pathsOf({ served }: Probed, anchors: TrustAnchors, now: number): ServedKey[][] {
  const certificates = served.map(({ der }) => der);
  return [...findPaths({ certificates, anchors, now })].map((path) => path.certificates.flatMap(keyOf));
}

function keyOf(certificate: Certificate): ServedKey[] {
  const { der, fingerprint } = certificate;
  return describeServed(der, new X509Certificate(der)).map(({ pin, subject, issuer, keyType, notAfter }) => ({
    ...{ pin, subject, issuer, keyType, notAfter },
    certificateHash: Buffer.from(fingerprint, 'hex').toString('base64'),
  }));
}

/** Each thing once, however many hosts it is true of. */
function notesOf(surveys: readonly Survey[], served: ReadonlyMap<Host, Served>, left: number): string[] {
  const silent = surveys.filter(({ target }) => !served.has(target.endpoint.host));
  const unreached = silent.filter(({ seen }) => seen.length === 0);
  const untrusted = silent.filter(({ seen }) => seen.length > 0);
  const consequence = 'whether the pins match what is served was not looked at there. --offline asks nobody.';
  return [
    ...(unreached.length > 0
      ? [`${counted(unreached.length, 'host')} could not be reached: ${namesOf(unreached)}; ${consequence}`]
      : []),
    ...(untrusted.length > 0
      ? [
          `${counted(untrusted.length, 'host')} showed nothing that is trusted here (a CA of your own: --ca FILE): ${namesOf(untrusted)}; ${consequence}`,
        ]
      : []),
    ...(left > 0 ? [`${counted(left, 'host')} beyond the first ${maxHosts} were not asked.`] : []),
  ];
}

const namedAtMost = 5;

function namesOf(surveys: readonly Survey[]): string {
  const names = surveys.slice(0, namedAtMost).map(({ target, seen, failures }) => {
    const why = seen[0] ? (seen[0].nameFault ? 'for another name' : 'not trusted') : failures[0]?.reason;
    return `${target.endpoint.host} (${why ?? 'no answer'})`;
  });
  const more = surveys.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/**
 * The newest bundle of an app, as its SDKs would take it.
 * @throws {LivepinError} LP_SERVICE_UNREACHABLE, LP_APP_UNKNOWN, …; the code that the bundle is refused with
 */
export async function askBundle(
  service: string,
  app: string,
  roots: readonly string[],
  now: number,
): Promise<{ bundle: NonNullable<World['bundle']>; notes: readonly string[] }> {
  const { bundle, chain } = await fetchPublished(service, app, await readRoots(roots), now);
  const hosts = bundle.domains.map(({ host, subdomains, pins }) => [host, { subdomains, pins: [...pins] }] as const);
  return { bundle: { hosts: new Map(hosts) }, notes: roots.length > 0 ? [] : [unproven(chain)] };
}
