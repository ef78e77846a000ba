import { type Certificate, findPaths, newReport, type TrustAnchors, trustAnchorsOf } from '@livepin/tls';
import { certificateFindings, type Role } from './certificate-findings.ts';
import { type CertificateView, certificateViewOf } from './certificate-view.ts';
import { type Chain, chainOf, hasHostNames } from './chain.ts';
import { type Finding, fault, remark, warning } from './finding.ts';

/** What they are judged by. */
export interface Standpoint {
  /** Seconds since 1970. */
  readonly now: number;
  /** The CAs that clients trust. */
  readonly anchors: TrustAnchors;
  /** A server showed them, so what is missing or too much goes over the wire. */
  readonly isServed: boolean;
}

export interface JudgedCertificates {
  readonly views: readonly { readonly view: CertificateView; readonly role: Role; readonly number: number }[];
  readonly findings: readonly Finding[];
}

/**
 * Describes certificates and says what is wrong with them, each by itself and together. Pure.
 * @param certificates as they came: the server's first, where all is well
 */
export function judgeCertificates(certificates: readonly Certificate[], standpoint: Standpoint): JudgedCertificates {
  const chain = chainOf(certificates);
  const views = certificates.map((certificate, index) => {
    const view = certificateViewOf(certificate);
    return { view, role: roleOf(index, view, chain), number: index + 1 };
  });
  const called = (index: number) => (certificates.length === 1 ? 'the certificate' : `certificate ${index + 1}`);
  const isAccepted = pathFaultOf(inOrder(certificates, chain), standpoint.anchors, standpoint.now) === null;
  const findings = [
    ...views
      .filter((_, index) => !chain.copies.includes(index))
      .flatMap(({ view, role, number }) => {
        const own = certificateFindings(view, role, called(number - 1), standpoint.now);
        // Clients find a way round an issuer that is past its time where there is another.
        return isAccepted && chain.path[0] !== number - 1 ? own.map(lessened) : own;
      }),
    ...orderFindings(chain, called),
    ...topFindings(certificates, chain, called, standpoint),
    ...keyReuseFindings(certificates, chain, called),
  ];
  return { views, findings: [...findings, ...pathFindings(certificates, chain, findings, standpoint)] };
}

function roleOf(index: number, view: CertificateView, chain: Chain): Role {
  if (chain.path[0] === index && !(view.isCa && view.names.length === 0)) return 'leaf';
  return chain.isSelfSigned(index) ? 'root' : view.isCa || chain.path.includes(index) ? 'issuer' : 'leaf';
}

type Called = (index: number) => string;

function orderFindings({ path, copies, strangers }: Chain, called: Called): Finding[] {
  const findings: Finding[] = [];
  const isOrdered = path.every((index, at) => at === 0 || index > path[at - 1]!);
  if (!isOrdered || (path.length > 0 && strangers.some((index) => index < path[0]!)))
    findings.push(
      warning(
        'LP_SHOW_ORDER',
        `The order must be: ${path.map(called).join(', then ')}; a server's certificate comes first.`,
      ),
    );
  if (copies.length > 0) findings.push(warning('LP_SHOW_DUPLICATE', `${listed(copies, called)} stood there before.`));
  if (strangers.length > 0)
    findings.push(warning('LP_SHOW_STRANGER', `${listed(strangers, called)} issued none of the others.`));
  return findings;
}

function topFindings(
  certificates: readonly Certificate[],
  chain: Chain,
  called: Called,
  standpoint: Standpoint,
): Finding[] {
  const top = chain.path[chain.path.length - 1];
  if (top === undefined) return [];
  const certificate = certificates[top]!;
  const isCa = certificate.extensions.basicConstraints?.isCa === true;
  if (chain.isSelfSigned(top)) {
    if (chain.path.length > 1) {
      const trust = standpoint.anchors.has(certificate) ? '' : ', and no CA that is trusted on this machine';
      return [remark('LP_SHOW_ROOT_SENT', `${capital(called(top))} is the root of this chain${trust}.`)];
    }
    return isCa && !hasHostNames(certificate)
      ? []
      : [warning('LP_SHOW_SELF_SIGNED', `No CA stands behind ${called(top)}: its own key has signed it.`)];
  }
  if (standpoint.anchors.bySubject(certificate.issuer).length > 0) return [];
  const { issuer } = certificateViewOf(certificate);
  const sentence = `The issuer of ${called(top)}, ${issuer}, is not here, and no CA that is trusted on this machine.`;
  return [(standpoint.isServed ? fault : warning)('LP_SHOW_INCOMPLETE', sentence)];
}

// A renewed or cross-signed CA keeps its name with its key.
function keyReuseFindings(certificates: readonly Certificate[], { copies }: Chain, called: Called): Finding[] {
  const own = certificates.map((_, index) => index).filter((index) => !copies.includes(index));
  const byPin = Map.groupBy(own, (index) => certificates[index]!.pin);
  return [...byPin.values()]
    .filter((same) => new Set(same.map((index) => certificates[index]!.subject)).size > 1)
    .map((same) => warning('LP_SHOW_KEY_REUSED', `${listed(same, called)} have one key.`));
}

/** What is left of the checks of a client where nothing else was found: path length, name constraints, unknown extensions. */
function pathFindings(
  certificates: readonly Certificate[],
  chain: Chain,
  before: readonly Finding[],
  { now, anchors }: Standpoint,
): Finding[] {
  const [leaf] = chain.path;
  const top = chain.path[chain.path.length - 1];
  if (leaf === undefined || top === undefined || before.some(({ weight }) => weight === 'fault')) return [];
  if (certificates[leaf]!.extensions.basicConstraints?.isCa) return []; // validation is for what servers show
  const ends = chain.isSelfSigned(top) ? trustAnchorsOf([certificates[top]!.der]) : anchors;
  const isOpen = !chain.isSelfSigned(top) && ends.bySubject(certificates[top]!.issuer).length === 0;
  const what = isOpen ? unmetOn(chain.path, certificates) : pathFaultOf(inOrder(certificates, chain), ends, now);
  return what === null ? [] : [fault('LP_SHOW_PATH', `Clients refuse this chain: ${what}.`)];
}

/** The server's certificate first, then the others as they came. */
function inOrder(certificates: readonly Certificate[], { path: [leaf] }: Chain): Certificate[] {
  return leaf === undefined ? [] : [certificates[leaf]!, ...certificates.filter((_, index) => index !== leaf)];
}

/** Why no path from the first of them passes validation, or null. */
function pathFaultOf(certificates: readonly Certificate[], anchors: TrustAnchors, now: number): string | null {
  const report = newReport();
  const found = findPaths({ certificates: certificates.map(({ der }) => der), anchors, now }, report).next();
  return found.done ? (report.lastFault ?? 'there is none') : null;
}

/** What no client takes, wherever the path would lead. */
function unmetOn(path: readonly number[], certificates: readonly Certificate[]): string | null {
  const found = path.map((index) => certificates[index]!).find(({ extensions }) => extensions.unmet);
  return found ? `"${found.subjectText}" has a critical extension that is not understood` : null;
}

function lessened(finding: Finding): Finding {
  return finding.weight === 'fault' ? { ...finding, weight: 'warning' } : finding;
}

function listed(indexes: readonly number[], called: Called): string {
  const named =
    indexes.length > 5 ? [...indexes.slice(0, 4).map(called), `${indexes.length - 4} others`] : indexes.map(called);
  return capital(named.join(', ').replace(/, (?=[^,]*$)/, ' and '));
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
