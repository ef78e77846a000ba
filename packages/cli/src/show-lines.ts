import { remedyOf } from '@livepin/core/remedies';
import {
  type CertificateView,
  type Described,
  type DescribedKey,
  type ExtensionView,
  type Finding,
  keyText,
  type RequestView,
  type Role,
} from '@livepin/pki/show';
import { columns, dateOf, type Style } from './style.ts';

/** @param now seconds since 1970 */
export function formatShown(shown: readonly Described[], now: number, style: Style): string[] {
  return shown.flatMap((one) => [
    ...one.certificates.flatMap(({ view, role, number }) => [
      style.strong(`${one.from}: certificate ${number}${roleText(role, one.certificates.length)}`),
      ...indented(certificateRows(view, now)),
    ]),
    ...one.requests.flatMap((view) => [
      style.strong(`${one.from}: certificate request`),
      ...indented(requestRows(view)),
    ]),
    ...one.keys.flatMap((key) => [style.strong(`${one.from}: ${key.kind}`), ...indented(keyRows(key))]),
    ...formatFindings(one.findings, style),
  ]);
}

type Row = readonly [name: string, value: string];

function roleText(role: Role, count: number): string {
  const roles = { leaf: "a server's", issuer: 'an intermediate CA', root: 'a root' } as const;
  return `${count > 1 ? ` of ${count}` : ''}, ${roles[role]}`;
}

function indented(rows: readonly Row[]): string[] {
  return columns(rows.map(([name, value]) => [`  ${name}`, value]));
}

function certificateRows(view: CertificateView, now: number): Row[] {
  return [
    ['subject', view.subject],
    ['issuer', view.issuer],
    ...nameRows(view),
    ['valid', `${dateOf(view.notBefore)} to ${dateOf(view.notAfter)}, ${left(view.notAfter - now)}`],
    ['key', keyText(view.key)],
    ['signature', view.signature.text],
    ...usageRows(view),
    ...(view.isCa ? [['CA', view.pathLength === null ? 'yes' : `yes, path length ${view.pathLength}`] as const] : []),
    ...constraintRows(view),
    ...(view.subjectKeyId === null ? [] : [['key id', view.subjectKeyId] as const]),
    ...(view.authorityKeyId === null ? [] : [["issuer's key id", view.authorityKeyId] as const]),
    ...list('OCSP', view.ocsp),
    ...list("issuer's certificate", view.caIssuers),
    ...list('CRL', view.crls),
    ...list('critical too', view.otherCritical),
    ...list('unreadable', view.unreadable),
    ['serial number', view.serial],
    ['SHA-256', view.fingerprints.sha256],
    ['SHA-1', view.fingerprints.sha1],
    ['pin', `sha256/${view.key.pin}`],
  ];
}

function requestRows(view: RequestView): Row[] {
  const proven = { true: ', by the key in it', false: ', not by the key in it', null: '' } as const;
  return [
    ['subject', view.subject],
    ...nameRows(view),
    ['key', keyText(view.key)],
    ['signature', `${view.signature.text}${proven[`${view.isProven}`]}`],
    ...usageRows(view),
    ['pin', `sha256/${view.key.pin}`],
  ];
}

function keyRows(key: DescribedKey): Row[] {
  return [['key', keyText(key)], ...list('belongs to', key.belongsTo), ['pin', `sha256/${key.pin}`]];
}

function nameRows({ names, otherNames }: ExtensionView): Row[] {
  return [...list('names', names), ...list('other names', otherNames)];
}

function usageRows({ keyUsage, purposes }: ExtensionView): Row[] {
  return [...list('key usage', keyUsage ?? []), ...list('extended usage', purposes ?? [])];
}

function constraintRows({ nameConstraints }: ExtensionView): Row[] {
  return [
    ...list('may sign', nameConstraints?.permitted ?? []),
    ...list('may not sign', nameConstraints?.excluded ?? []),
  ];
}

function list(name: string, values: readonly string[]): Row[] {
  return values.length === 0 ? [] : [[name, values.join(', ')]];
}

function left(seconds: number): string {
  const days = Math.floor(Math.abs(seconds) / 86_400);
  const count = days === 1 ? '1 day' : `${days} days`;
  return seconds < 0 ? `over for ${count}` : `${count} left`;
}

function formatFindings(findings: readonly Finding[], style: Style): string[] {
  const paint = { fault: style.bad, warning: style.warning, remark: style.faint } as const;
  return findings.flatMap(({ weight, sentence, code }) => [
    `${paint[weight](weight.padEnd(7))}  ${sentence} [${code}]`,
    style.faint(`         ${remedyOf(code)}`),
  ]);
}
