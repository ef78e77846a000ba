import { isIP } from 'node:net';
import type { Certificate } from '../certificate/certificate.ts';
import type { NameConstraints } from '../certificate/extensions.ts';
import type { GeneralName } from '../certificate/general-name.ts';

// RFC 5280 §4.2.1.10. A constraint or a name that cannot be read for certain counts against the certificate.

/**
 * Checks of names in one search for paths: each pair of certificates once. Names times bytes of constraints is what they
 * cost, and all of them together are bounded: certificates have been made to make it cost seconds, and a few of them, each
 * in several variants, stand on hundreds of paths.
 */
export class NameChecks {
  readonly #known = new Map<string, string | null>();
  #workLeft = 1_000_000;

  /** @returns what is wrong with the names of `certificate` below `ca`, or null */
  violationOf(ca: Certificate, certificate: Certificate): string | null {
    const constraints = ca.extensions.nameConstraints;
    if (!constraints) return null;
    const pair = `${ca.fingerprint} ${certificate.fingerprint}`;
    const known = this.#known.get(pair);
    if (known !== undefined) return known;
    const names = namesOf(certificate);
    this.#workLeft -= names.length * constraints.size;
    if (this.#workLeft < 0) return 'there are too many names to check against its name constraints';
    const violation = violationAmong(names, constraints);
    this.#known.set(pair, violation);
    return violation;
  }
}

function violationAmong(names: readonly GeneralName[], constraints: NameConstraints): string | null {
  for (const name of names) {
    const sameForm = (constraint: GeneralName) =>
      constraint.form === name.form && (name.form !== 'other' || isSameTag(constraint, name));
    const permitted = constraints.permitted.filter(sameForm);
    const excluded = constraints.excluded.filter(sameForm);
    if (permitted.length + excluded.length > 0 && !isSound(name))
      return `its name ${show(name)} cannot be checked against name constraints`;
    if (![...permitted, ...excluded].every(isSoundConstraint))
      return 'its issuer has a name constraint that cannot be read';
    if (permitted.length > 0 && !permitted.some((base) => lies(name, base, 'within')))
      return `its name ${show(name)} is not permitted by name constraints`;
    if (excluded.some((base) => lies(name, base, 'touching')))
      return `its name ${show(name)} is excluded by name constraints`;
  }
  return null;
}

// The subject counts as a directory name, its mail addresses as mail addresses, and its common names as host names where
// no alternative name is one (as OpenSSL does, since clients fall back on them).
function namesOf(certificate: Certificate): GeneralName[] {
  const alternative = certificate.extensions.subjectAltNames ?? [];
  const emails = certificate.emailsOfSubject.map((text) => ({ form: 'email', text }) as const);
  const isHostLike = (text: string) => /^[A-Za-z0-9*_-]+(\.[A-Za-z0-9_-]+)+$/.test(text) && isIP(text) === 0;
  const hosts = alternative.some(({ form }) => form === 'dns') ? [] : certificate.commonNames.filter(isHostLike);
  const subject =
    certificate.subjectName.length > 0 ? [{ form: 'directory', name: certificate.subjectName } as const] : [];
  return [...alternative, ...emails, ...hosts.map((text) => ({ form: 'dns', text }) as const), ...subject];
}

const hostForm =
  /^(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/;
const mailForm = /^[^@\s]+@[A-Za-z0-9.-]+$/;

function isSound(name: GeneralName): boolean {
  switch (name.form) {
    case 'dns':
      return hostForm.test(name.text);
    case 'email':
      return mailForm.test(name.text);
    case 'uri':
      return hostOfUri(name.text) !== null;
    case 'ip':
      return name.bytes.length === 4 || name.bytes.length === 16;
    case 'directory':
      return true;
    case 'other':
      return false;
  }
}

function isSoundConstraint(base: GeneralName): boolean {
  switch (base.form) {
    case 'dns':
      return base.text === '' || (hostForm.test(base.text.replace(/^\./, '')) && !base.text.includes('*'));
    case 'uri':
      return hostForm.test(base.text.replace(/^\./, '')) && !base.text.includes('*');
    case 'email':
      return mailForm.test(base.text) || (hostForm.test(base.text.replace(/^\./, '')) && !base.text.includes('*'));
    case 'ip':
      return isMask(base.bytes);
    case 'directory':
      return true;
    case 'other':
      return false;
  }
}

// A wildcard name stands for many: it must lie within a permitted tree as a whole, and may not touch an excluded one.
function lies(name: GeneralName, base: GeneralName, how: 'within' | 'touching'): boolean {
  if (name.form === 'dns' && base.form === 'dns') {
    const isWildcard = name.text.startsWith('*.');
    const tail = isWildcard ? name.text.slice(2) : name.text;
    if (isWildcard && how === 'touching' && isParent(tail, base.text.replace(/^\./, ''))) return true;
    return isBelow(isWildcard ? `x.${tail}` : tail, base.text);
  }
  if (name.form === 'email' && base.form === 'email') return isMailWithin(name.text, base.text);
  if (name.form === 'uri' && base.form === 'uri') {
    const host = hostOfUri(name.text)!.toLowerCase();
    return base.text.startsWith('.') ? isBelow(host, base.text) : host === base.text.toLowerCase();
  }
  if (name.form === 'ip' && base.form === 'ip') return isAddressWithin(name.bytes, base.bytes);
  if (name.form === 'directory' && base.form === 'directory')
    return base.name.every((rdn, index) => name.name[index] === rdn);
  return false;
}

/** A base that begins with a dot takes in what is below it only (not in the RFC, but in use, and the stricter reading). */
function isBelow(host: string, base: string): boolean {
  const [name, root] = [host.toLowerCase(), base.toLowerCase()];
  return root === '' || (root.startsWith('.') ? name.endsWith(root) : name === root || name.endsWith(`.${root}`));
}

/** Whether `host` is exactly one label below `parent`: what a wildcard reaches. */
function isParent(parent: string, host: string): boolean {
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot + 1).toLowerCase() === parent.toLowerCase();
}

// Local parts are compared exactly, hosts by case-insensitive labels (RFC 5280 §7.5).
function isMailWithin(mail: string, base: string): boolean {
  const at = mail.lastIndexOf('@');
  const host = mail.slice(at + 1).toLowerCase();
  const baseAt = base.lastIndexOf('@');
  if (baseAt !== -1)
    return mail.slice(0, at) === base.slice(0, baseAt) && host === base.slice(baseAt + 1).toLowerCase();
  return base.startsWith('.') ? isBelow(host, base) : host === base.toLowerCase();
}

function isMask(bytes: Uint8Array): boolean {
  if (bytes.length !== 8 && bytes.length !== 32) return false;
  const bits = [...bytes.subarray(bytes.length / 2)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits);
}

function isAddressWithin(address: Uint8Array, base: Uint8Array): boolean {
  const size = address.length;
  return (
    base.length === size * 2 &&
    address.every((byte, at) => (byte & base[size + at]!) === (base[at]! & base[size + at]!))
  );
}

/** The host of a URI that has one; addresses have none that a constraint could be about. */
function hostOfUri(text: string): string | null {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#@:[\]]+)(?::\d*)?(?:[/?#]|$)/i.exec(text)?.[1];
  return host && hostForm.test(host) && isIP(host) === 0 ? host : null;
}

function isSameTag(a: GeneralName, b: GeneralName): boolean {
  return a.form === 'other' && b.form === 'other' && a.tag === b.tag;
}

function show(name: GeneralName): string {
  if ('text' in name) return JSON.stringify(name.text.slice(0, 80));
  return `of the form ${name.form}`;
}
