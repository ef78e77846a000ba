import type { X509Certificate } from 'node:crypto';
import tls, { type PeerCertificate, type TLSSocket } from 'node:tls';
import { isAddress, type VerifiedPath } from '@livepin/core';
import { findPaths, newReport } from '../path/find-paths.ts';
import type { TrustAnchors } from '../path/trust-anchors.ts';
import type { Attempt } from './attempt.ts';
import type { Endpoint } from './endpoint.ts';
import { Obstacle } from './obstacle.ts';
import { type Route, reach, ready } from './reach.ts';
import { describeServed, type ServedCertificate } from './served-certificate.ts';
import { contextFor, type Variant } from './variants.ts';

export interface Probed {
  readonly endpoint: Endpoint;
  /** "TLSv1.3" */
  readonly protocol: string;
  /** The address that answered; null behind a proxy, which alone knows. */
  readonly address: string | null;
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

const shownNames = 5;
/** Of a host name (RFC 1035 §2.3.4). */
const maxNameLength = 253;

export interface Look {
  readonly endpoint: Endpoint;
  readonly route: Route;
  /** Asked for in the handshake, and looked for in the certificate. */
  readonly servername: string;
  readonly variant: Variant | null;
  readonly anchors: () => TrustAnchors;
  /** Seconds since 1970. */
  readonly now: number;
}

/** One handshake, and what it showed. @throws {Obstacle} */
export async function look(
  { endpoint, route, servername, variant, anchors, now }: Look,
  attempt: Attempt,
): Promise<Probed> {
  const socket = await shakeHands(await reach(route, attempt), servername, variant, attempt);
  const shown = certificatesOf(socket);
  const [leaf] = shown;
  if (!leaf) throw new Obstacle('handshake', 'it showed no certificate');
  const nameFault = nameFaultOf(leaf, servername);
  const certificates = shown.map(({ raw }) => raw);
  const [protocol, address] = [socket.getProtocol() ?? 'unknown', socket.remoteAddress ?? null];
  socket.destroy();
  const report = newReport();
  const paths = [...findPaths({ certificates, anchors: anchors(), now }, report)].map(({ path }) => path);
  return {
    endpoint,
    protocol,
    address: route.proxy ? null : address,
    served: shown.flatMap((one, index) => describeServed(certificates[index]!, one)),
    paths,
    nameFault,
    fault: paths.length > 0 ? null : report.lastFault,
    isCutOff: report.isCutOff,
  };
}

async function shakeHands(
  socket: Parameters<typeof ready>[0],
  servername: string,
  variant: Variant | null,
  attempt: Attempt,
): Promise<TLSSocket> {
  const secured = attempt.own(
    tls.connect({
      socket,
      secureContext: contextFor(variant),
      ...(isAddress(servername as Endpoint['host']) ? {} : { servername }),
      // Looking at whatever is there is what a probe is for; who is trusted is decided on what it saw.
      rejectUnauthorized: false,
    }),
  );
  await ready(secured, 'secureConnect', attempt);
  return secured;
}

/**
 * By Node's own rules. All that they look at is the alternative names, and without those the common names. A certificate
 * may have thousands: some are enough to see what it is for.
 */
function nameFaultOf({ subjectAltName: subjectaltname, subject }: X509Certificate, servername: string): string | null {
  const commonNames = [...(subject ?? '').matchAll(/^CN=(.*)$/gm)].map(([, name]) => name!);
  const named = { subjectaltname, subject: { CN: commonNames } } as Partial<PeerCertificate> as PeerCertificate;
  if (!tls.checkServerIdentity(servername, named)) return null;
  const names = subjectaltname === undefined ? commonNames : alternativeNamesIn(subjectaltname);
  if (names.length === 0) return 'it names no host';
  const some = names.slice(0, shownNames).map((name) => name.slice(0, maxNameLength));
  const left = names.length - some.length;
  return `it is for ${some.join(', ')}${left === 0 ? '' : ` and ${left} more`}`;
}

/** From OpenSSL's text as Node gives it: `DNS:api.example.com, IP Address:192.0.2.7`; what could be mistaken is quoted. */
function alternativeNamesIn(text: string): string[] {
  const all = [...text.matchAll(/([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(
    ([, form, name]) => [form!.trim(), name!] as const,
  );
  return all.flatMap(([form, name]) => (form === 'DNS' || form === 'IP Address' ? [name] : []));
}

/** The list as the server sent it: of the certificates here each is followed by the next one sent, not by its issuer. */
function certificatesOf(socket: TLSSocket): X509Certificate[] {
  const list: X509Certificate[] = [];
  for (let at = socket.getPeerX509Certificate(); at; at = at.issuerCertificate) list.push(at);
  return list;
}
