import type { CertificateView } from './certificate-view.ts';
import { type Finding, fault, remark, warning } from './finding.ts';
import { keyFindings } from './key-findings.ts';
import { lifetimeDays, limitAt, longestAnywhereDays } from './lifetime-limits.ts';
import { isForgeable } from './signature-view.ts';

/** What a certificate is in its file: a server's, one that signs others, or one that everything rests on. */
export type Role = 'leaf' | 'issuer' | 'root';

const day = 86_400;

/**
 * What is wrong with one certificate by itself.
 * @param what how it is called in sentences: "certificate 1"
 * @param now seconds since 1970
 */
export function certificateFindings(view: CertificateView, role: Role, what: string, now: number): Finding[] {
  return [
    ...dateFindings(view, what, now),
    ...(role === 'leaf' ? leafFindings(view, what) : issuerFindings(view, what)),
    // Nobody checks the signature of a root: it is trusted for what it is.
    ...(role !== 'root' && isForgeable(view.signature)
      ? [fault('LP_SHOW_SIGNATURE_WEAK', `The signature of ${what} can be forged: it is ${view.signature.text}.`)]
      : []),
    ...keyFindings(view.key, what),
  ];
}

function dateFindings({ notBefore, notAfter }: CertificateView, what: string, now: number): Finding[] {
  if (now > notAfter)
    return [fault('LP_SHOW_EXPIRED', `The time of ${what} was over on ${dateOf(notAfter)}, ${ago(now - notAfter)}.`)];
  if (now < notBefore)
    return [fault('LP_SHOW_NOT_YET_VALID', `The time of ${what} begins on ${dateOf(notBefore)} only.`)];
  const left = notAfter - now;
  // A third of the time, as ACME clients have it, and a month at most.
  if (left >= Math.min(30 * day, (notAfter - notBefore) / 3)) return [];
  return [warning('LP_SHOW_EXPIRES_SOON', `The time of ${what} is over on ${dateOf(notAfter)}, in ${daysText(left)}.`)];
}

function leafFindings(view: CertificateView, what: string): Finding[] {
  const { isCa, keyUsage, purposes } = view;
  const findings = [...nameFindings(view, what), ...lifetimeFindings(view, what)];
  if (isCa) findings.push(warning('LP_SHOW_CA_NEEDLESS', `Though for a server, ${what} is a CA, and can sign others.`));
  if (purposes && !purposes.includes('serverAuth'))
    findings.push(
      fault('LP_SHOW_NOT_FOR_SERVERS', `The extended key usage of ${what} is not for servers: ${purposes.join(', ')}.`),
    );
  if (keyUsage && !['digitalSignature', 'keyEncipherment', 'keyAgreement'].some((usage) => keyUsage.includes(usage)))
    findings.push(
      fault('LP_SHOW_NOT_FOR_SERVERS', `The key usage of ${what} is not for servers: ${keyUsage.join(', ')}.`),
    );
  return findings;
}

function issuerFindings({ isCa, version, keyUsage, purposes }: CertificateView, what: string): Finding[] {
  const findings: Finding[] = [];
  if (!isCa && version === 3)
    findings.push(fault('LP_SHOW_CA_MISSING', `Without the CA bit ${what} may sign no other.`));
  else if (keyUsage && !keyUsage.includes('keyCertSign'))
    findings.push(fault('LP_SHOW_CA_MISSING', `The key usage of ${what} does not let it sign certificates.`));
  if (purposes && !purposes.includes('serverAuth') && !purposes.includes('any'))
    findings.push(
      fault(
        'LP_SHOW_NOT_FOR_SERVERS',
        `The extended key usage of ${what} lets no server stand below it: ${purposes.join(', ')}.`,
      ),
    );
  return findings;
}

/** @param view of a certificate or a request */
export function nameFindings(view: Pick<CertificateView, 'names' | 'commonNames'>, what: string): Finding[] {
  const { names, commonNames } = view;
  const [commonName] = commonNames;
  if (names.length === 0) {
    return commonName !== undefined && /^[^\s]+\.[^\s]+$/.test(commonName)
      ? [
          fault(
            'LP_SHOW_NAME_IN_CN',
            `The name ${commonName} stands in the common name of ${what} only, not among alternative names.`,
          ),
        ]
      : [fault('LP_SHOW_NO_NAMES', `There are no host names among the alternative names of ${what}.`)];
  }
  const wildcards = names.filter((name) => name.startsWith('*.'));
  return wildcards.length === 0
    ? []
    : [
        remark(
          'LP_SHOW_WILDCARD',
          `As a wildcard, ${wildcards.join(', ')} in ${what} stands for every host of one label more.`,
        ),
      ];
}

function lifetimeFindings(view: CertificateView, what: string): Finding[] {
  const days = lifetimeDays(view);
  const limit = limitAt(view.notBefore);
  if (!limit || days <= limit.days) return [];
  const rule = `${limit.days} since ${dateOf(limit.since)}`;
  const sentence = `The time of ${what} is ${days} days; public CAs may issue for ${rule}.`;
  return [(days > longestAnywhereDays ? warning : remark)('LP_SHOW_LIFETIME', sentence)];
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function ago(seconds: number): string {
  return `${daysText(seconds)} ago`;
}

function daysText(seconds: number): string {
  const days = Math.floor(seconds / day);
  if (days === 0) return 'less than a day';
  return days === 1 ? 'a day' : `${days} days`;
}
