import { LivepinError } from './errors.ts';
import { type Host, isAddress, parseHost } from './host.ts';
import { parseHttpsUrl } from './https-url.ts';
import { type Json, type JsonObject, sameJson } from './json.ts';
import { type Jws, parseJws } from './jws.ts';
import {
  asObject,
  at,
  booleanMember,
  choiceMember,
  distinctMember,
  formMember,
  integerMember,
  listMember,
  stringMember,
} from './members.ts';
import { checkLifetime, checkSpec, secondsPerDay } from './payload.ts';
import { type Pin, parsePin } from './pin.ts';
import { type ChainId, chainMember } from './trust-root.ts';

/** What one host pattern is pinned to; holds for every port. */
export interface PinSet {
  readonly host: Host;
  /** Whether the set covers every name below `host` too, at any depth. Never on an IP address. */
  readonly subdomains: boolean;
  /** A mismatch ends the connection, or is only reported. */
  readonly mode: 'enforce' | 'report';
  /** What holds once the bundle has expired: the pins all the same, or no connection until a refresh. */
  readonly stale: 'hold' | 'refuse';
  /** 1 to 64 distinct ones. */
  readonly pins: ReadonlySet<Pin>;
}

/** What the owner of an app says about its hosts: the part of a bundle that people edit. */
export interface BundleContent {
  /** Seconds between two refreshes, 60 to 604,800. */
  readonly refresh: number;
  /** Whether hosts without a pin set may be reached. */
  readonly unlisted: 'allow' | 'refuse';
  readonly domains: readonly PinSet[];
  readonly revoked: ReadonlySet<Pin>;
  readonly reportTo: readonly string[];
  readonly sources: readonly string[];
  readonly samplePer10000: number;
}

/** Where a bundle stands among all bundles of a chain: compared by epoch, then version, then `iat`. */
export interface BundleOrder {
  readonly epoch: number;
  readonly version: number;
  readonly iat: number;
}

/** A bundle whose payload is well-formed. Whether anyone signed it, `acceptBundle` says. Times: seconds since 1970. */
export interface Bundle extends BundleContent, BundleOrder {
  readonly jws: Jws;
  readonly chain: ChainId;
  readonly app: string;
  /** The oldest trust root that a client needs to judge the bundle. */
  readonly root: number;
  readonly exp: number;
}

export const minLifetimeSeconds = 7 * secondsPerDay;
export const maxLifetimeSeconds = 400 * secondsPerDay;
export const maxListItems = 16;
export const maxPinsPerSet = 64;
export const appForm = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/;
const maxInteger = Number.MAX_SAFE_INTEGER;

/** @throws {LivepinError} the code of the first rule of `spec/protocol.md`, "Bundle payload", that the document breaks */
export function parseBundle(bytes: Uint8Array): Bundle {
  const jws = parseJws(bytes);
  const payload = jws.payload;
  checkSpec(payload);
  return {
    jws,
    chain: chainMember(payload),
    app: formMember(payload, '', 'app', appForm, 'the id of an app'),
    epoch: integerMember(payload, '', 'epoch', 1, maxInteger),
    version: integerMember(payload, '', 'version', 1, maxInteger),
    root: integerMember(payload, '', 'root', 1, maxInteger),
    ...checkLifetime(payload, minLifetimeSeconds, maxLifetimeSeconds),
    ...parseContent(payload),
  };
}

/** Reads the members of a bundle that people edit; used for drafts too, so that nothing can be drafted that clients refuse. */
export function parseContent(payload: JsonObject): BundleContent {
  const urls = { min: 0, max: maxListItems };
  return {
    refresh: integerMember(payload, '', 'refresh', 60, 604_800),
    unlisted: choiceMember(payload, '', 'unlisted', 'allow', 'refuse'),
    domains: parseDomains(payload),
    revoked: new Set(distinctMember(optional(payload, 'revoked'), '', 'revoked', { min: 0, max: 1_000 }, parsePin)),
    reportTo: distinctMember(optional(payload, 'reportTo'), '', 'reportTo', urls, parseHttpsUrl),
    sources: distinctMember(optional(payload, 'sources'), '', 'sources', urls, parseHttpsUrl),
    samplePer10000: payload.has('samplePer10000') ? integerMember(payload, '', 'samplePer10000', 0, 10_000) : 0,
  };
}

/** Below zero where `a` is older than `b`, 0 where they are copies of one signing, above zero where `a` is newer. */
export function compareBundles(a: BundleOrder, b: BundleOrder): number {
  return compareVersions(a, b) || a.iat - b.iat;
}

export function compareVersions(a: Omit<BundleOrder, 'iat'>, b: Omit<BundleOrder, 'iat'>): number {
  return a.epoch - b.epoch || a.version - b.version;
}

/** Whether two bundles differ in `iat` and `exp` only, compared by meaning: the order of members is free. */
export function saysTheSame(a: Bundle, b: Bundle): boolean {
  return sameJson(timeless(a.jws.payload), timeless(b.jws.payload));
}

function timeless(payload: JsonObject): Json {
  return new Map([...payload].filter(([name]) => name !== 'iat' && name !== 'exp'));
}

function parseDomains(payload: JsonObject): PinSet[] {
  const seen = new Set<Host>();
  return listMember(payload, '', 'domains').map((item, index) => {
    const where = `domains[${index}]`;
    const pinSet = parsePinSet(asObject(item, where), where);
    if (seen.has(pinSet.host)) throw new LivepinError('LP_LIST_REPEATS', `domains lists ${pinSet.host} twice.`);
    seen.add(pinSet.host);
    return pinSet;
  });
}

function parsePinSet(domain: JsonObject, where: string): PinSet {
  const host = parseHost(stringMember(domain, where, 'host'), at(where, 'host'));
  const subdomains = booleanMember(domain, where, 'subdomains');
  if (subdomains && isAddress(host)) {
    throw new LivepinError('LP_SUBDOMAINS_OF_ADDRESS', `${where}: the IP address ${host} has no sub-domains.`);
  }
  return {
    host,
    subdomains,
    mode: choiceMember(domain, where, 'mode', 'enforce', 'report'),
    stale: domain.has('stale') ? choiceMember(domain, where, 'stale', 'hold', 'refuse') : 'hold',
    pins: new Set(distinctMember(domain, where, 'pins', { min: 1, max: maxPinsPerSet }, parsePin)),
  };
}

// An absent list is read as an empty one.
function optional(payload: JsonObject, name: string): JsonObject {
  return payload.has(name) ? payload : new Map([[name, []]]);
}
