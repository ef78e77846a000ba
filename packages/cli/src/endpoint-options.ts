import { anchorsFromPem, type TrustAnchors } from '@livepin/tls';
import {
  type Endpoint,
  type ProbeOptions,
  type ProxyServer,
  parseEndpoint,
  parseProxy,
  proxyFromEnvironment,
  type StartTls,
  startTlsPorts,
  type Target,
} from '@livepin/tls/probe';
import { nameOf, readInput } from './files.ts';
import { parsed, type Sketch, text } from './sketch.ts';

export const connectOption = parsed(
  '--connect <address:port>',
  'connect there instead; the name that is asked for stays',
  (given) => parseEndpoint(given),
);

export const caOption = text(
  '--ca <file>',
  'trust the CAs in this PEM file and no others; otherwise those of Node and NODE_EXTRA_CA_CERTS',
);

export const startTlsOption = text('--starttls <protocol>', 'what the server speaks before TLS; a URL says it itself', {
  choices: Object.keys(startTlsPorts),
}) as Sketch<StartTls | undefined>;

export const proxyOption = parsed<ProxyServer | 'none'>(
  '--proxy <url>',
  'an HTTP or SOCKS5 proxy, or "none"; otherwise HTTPS_PROXY, ALL_PROXY and NO_PROXY count',
  (given) => (given === 'none' ? given : parseProxy(given, '--proxy')),
);

export interface EndpointOptions {
  readonly connect: Endpoint | undefined;
  readonly ca: string | undefined;
  readonly proxy: ProxyServer | 'none' | undefined;
}

/** What a probe of one server wants to know. */
export async function probeOptionsOf(target: Target, { connect, ca, proxy }: EndpointOptions): Promise<ProbeOptions> {
  const anchors = await anchorsOf(ca);
  return {
    startTls: target.startTls,
    proxy: proxyOf(proxy, connect)(target),
    ...(anchors ? { anchors } : {}),
    ...(connect ? { connect } : {}),
  };
}

/** Null: those of the platform. */
export async function anchorsOf(ca: string | undefined): Promise<TrustAnchors | null> {
  if (ca === undefined) return null;
  return anchorsFromPem([Buffer.from(await readInput(ca)).toString('latin1')], `The trust anchors in ${nameOf(ca)}`);
}

/** The proxy for a server: whether it is an exception goes by where the connection ends. */
export function proxyOf(
  proxy: EndpointOptions['proxy'],
  connect: Endpoint | undefined,
): (target: Target) => ProxyServer | null {
  if (proxy !== undefined) return () => (proxy === 'none' ? null : proxy);
  return ({ endpoint, startTls }) => proxyFromEnvironment({ endpoint: connect ?? endpoint, startTls }, process.env);
}
