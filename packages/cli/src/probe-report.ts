import type { ErrorCode, Host, PathCertificate } from '@livepin/core';
import type { TrustAnchors } from '@livepin/tls';
import { type Failure, formatTarget, type Probed, type Survey } from '@livepin/tls/probe';
import { type Cell, formatCsv } from './csv.ts';
import { judgeSeen } from './judge-endpoint.ts';

/** What is known of one server. */
export interface HostReport {
  /** As on the command line: "api.example.com:443", "smtp://mail.example.com:25". */
  readonly target: string;
  readonly host: Host;
  readonly port: number;
  readonly startTls: string | null;
  /** Faulty: a chain that it shows is refused. Unreachable: no such, but something was tried in vain. */
  readonly verdict: Verdict;
  readonly chains: readonly ChainReport[];
  readonly failures: readonly (Failure & { readonly code: 'LP_UNREACHABLE' })[];
}

export type Verdict = 'fine' | 'faulty' | 'unreachable' | 'not-asked';

/** A chain that a server shows, and what is wrong with it. Times: seconds since 1970. */
export interface ChainReport {
  readonly address: string | null;
  readonly protocol: string;
  /** Of the server's own certificate: "P-256", "RSA-2048". */
  readonly keyType: string | null;
  readonly leafPin: string | null;
  /** Of the verified path; where there is none, of what the server sends behind its own certificate. */
  readonly intermediatePins: readonly string[];
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly notBefore: number | null;
  readonly notAfter: number | null;
  /** Whole days, negative once it has expired. */
  readonly daysLeft: number | null;
  /** Leaf first; empty where there is none. */
  readonly path: readonly PathCertificate[];
  /** As sent. */
  readonly served: Probed['served'];
  readonly code: ErrorCode | null;
  readonly fault: string | null;
  readonly nameFault: string | null;
}

export function reportOf({ target, seen, failures }: Survey, anchors: TrustAnchors, now: number): HostReport {
  const chains = seen.map((one) => chainOf(one, anchors, now));
  const { endpoint, startTls } = target;
  return {
    target: formatTarget(target),
    ...endpoint,
    startTls,
    verdict: verdictOf(chains, failures),
    chains,
    failures: failures.map((failure) => ({ code: 'LP_UNREACHABLE', ...failure })),
  };
}

function verdictOf(chains: readonly ChainReport[], failures: readonly Failure[]): Verdict {
  if (chains.some(({ code }) => code !== null)) return 'faulty';
  if (failures.length === 0) return 'fine';
  return failures.every(({ reason }) => reason === 'stopped') ? 'not-asked' : 'unreachable';
}

function chainOf(seen: Probed, anchors: TrustAnchors, now: number): ChainReport {
  const [leaf, ...others] = seen.served;
  const { code, sentence } = judgeSeen(seen, null, anchors, now);
  const path = seen.paths[0] ?? [];
  const intermediates = path.length > 0 ? path.slice(1, -1) : others;
  return {
    address: seen.address,
    protocol: seen.protocol,
    keyType: leaf?.keyType ?? null,
    leafPin: leaf?.pin ?? null,
    intermediatePins: [...new Set(intermediates.map(({ pin }) => pin))],
    subject: leaf?.subject ?? null,
    issuer: leaf?.issuer ?? null,
    notBefore: leaf?.notBefore ?? null,
    notAfter: leaf?.notAfter ?? null,
    daysLeft: leaf ? Math.floor((leaf.notAfter - now) / 86_400) : null,
    path,
    served: seen.served,
    code,
    fault: sentence,
    nameFault: seen.nameFault,
  };
}

/** What `--json` prints of a host. */
export function jsonOf({ chains, ...report }: HostReport): object {
  return {
    ...report,
    chains: chains.map(({ path, served, ...chain }) => ({
      ...chain,
      path: path.map(({ pin, subject }) => ({ pin, subject })),
      served: served.map(({ der: _der, ...certificate }) => certificate),
    })),
  };
}

/** How many there are of each verdict, as people say it: "200 hosts: 195 fine, 5 unreachable". */
export function countsOf(reports: readonly HostReport[], total = reports.length): string {
  const counts = Map.groupBy(reports, ({ verdict }) => verdict);
  const said = (['fine', 'faulty', 'unreachable', 'not-asked'] as const).flatMap((verdict) => {
    const count = counts.get(verdict)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${verdict.replace('-', ' ')}`];
  });
  return `${total} ${total === 1 ? 'host' : 'hosts'}: ${said.join(', ') || 'none yet'}`;
}

const csvColumns = [
  'host',
  'port',
  'starttls',
  'verdict',
  'address',
  'protocol',
  'key_type',
  'leaf_pin',
  'intermediate_pins',
  'subject',
  'issuer',
  'not_before',
  'not_after',
  'days_left',
  'code',
  'reason',
  'sentence',
];

/** A head, then one row for each chain and for each failure. */
export function csvOf(reports: readonly HostReport[]): string {
  return formatCsv([csvColumns, ...reports.flatMap(csvRowsOf)]);
}

function csvRowsOf({ host, port, startTls, verdict, chains, failures }: HostReport): Cell[][] {
  const head = [host, port, startTls, verdict];
  return [
    ...chains.map((chain) => [
      ...head,
      chain.address,
      chain.protocol,
      chain.keyType,
      chain.leafPin && { exact: chain.leafPin },
      { exact: chain.intermediatePins.join(' ') },
      chain.subject,
      chain.issuer,
      isoOf(chain.notBefore),
      isoOf(chain.notAfter),
      chain.daysLeft,
      chain.code,
      null,
      chain.fault,
    ]),
    ...failures.map(({ address, code, reason, sentence }) => [
      ...head,
      address,
      ...Array<null>(9).fill(null),
      code,
      reason,
      sentence,
    ]),
  ];
}

function isoOf(seconds: number | null): string | null {
  return seconds === null ? null : new Date(seconds * 1000).toISOString();
}
