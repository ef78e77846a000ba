import { isIP } from 'node:net';
import type { DistinguishedName } from '../certificate/distinguished-name.ts';
import type { GeneralName } from '../certificate/general-name.ts';

// How a name lies to a sub-tree of names (RFC 5280 §4.2.1.10). Both are read once, so that comparing them costs no more
// than the sub-tree is long.

/** A name, or the top of a sub-tree, ready to be compared; hosts in small letters. */
export type Comparable =
  | { readonly form: 'dns' | 'uri'; readonly host: string }
  /** Without a local part it is the top of a sub-tree: all mail of a host. */
  | { readonly form: 'email'; readonly local: string | null; readonly host: string }
  | { readonly form: 'ip'; readonly bytes: Uint8Array }
  | { readonly form: 'directory'; readonly name: DistinguishedName };

/** Names of one form are what constraints of that form are about. */
export function formOf(name: GeneralName): string {
  if (name.form !== 'other') return name.form;
  return name.isMail ? 'email' : `other ${name.tag}`;
}

const hostForm =
  /^(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/;
const mailForm = /^([^@\s]+)@([A-Za-z0-9.-]+)$/;

/** @returns null where it cannot be read for certain */
export function readName(name: GeneralName): Comparable | null {
  switch (name.form) {
    case 'dns':
      return hostForm.test(name.text) ? { form: 'dns', host: name.text.toLowerCase() } : null;
    case 'email':
      return readMail(name.text);
    case 'uri':
      return readUri(name.text);
    case 'ip':
      return name.bytes.length === 4 || name.bytes.length === 16 ? name : null;
    case 'directory':
      return name;
    case 'other':
      return null;
  }
}

/** The top of a sub-tree. @returns null where it cannot be read for certain */
export function readTree(base: GeneralName): Comparable | null {
  switch (base.form) {
    case 'dns':
      return base.text === '' || isHostTree(base.text) ? { form: 'dns', host: base.text.toLowerCase() } : null;
    case 'uri':
      return isHostTree(base.text) ? { form: 'uri', host: base.text.toLowerCase() } : null;
    case 'email':
      return isHostTree(base.text)
        ? { form: 'email', local: null, host: base.text.toLowerCase() }
        : readMail(base.text);
    case 'ip':
      return isMask(base.bytes) ? base : null;
    case 'directory':
      return base;
    case 'other':
      return null;
  }
}

/**
 * A wildcard name stands for many: it must lie `within` a permitted tree as a whole, and may not be `touching` an excluded
 * one. Of two different forms neither is true.
 */
export function lies(name: Comparable, tree: Comparable, how: 'within' | 'touching'): boolean {
  if (name.form === 'dns' && tree.form === 'dns') {
    const isWildcard = name.host.startsWith('*.');
    if (isWildcard && how === 'touching' && isOneBelow(tree.host.replace(/^\./, ''), name.host.slice(1))) return true;
    return isBelow(name.host, tree.host);
  }
  if (name.form === 'email' && tree.form === 'email') {
    // Local parts are compared exactly (RFC 5280 §7.5).
    if (tree.local !== null) return name.local === tree.local && name.host === tree.host;
    return isHostOrBelow(name.host, tree.host);
  }
  if (name.form === 'uri' && tree.form === 'uri') return isHostOrBelow(name.host, tree.host);
  if (name.form === 'ip' && tree.form === 'ip') return isAddressWithin(name.bytes, tree.bytes);
  if (name.form === 'directory' && tree.form === 'directory')
    return tree.name.every((part, index) => name.name[index] === part);
  return false;
}

/** A base that begins with a dot takes in what is below it only (not in the RFC, but in use, and the stricter reading). */
function isBelow(host: string, base: string): boolean {
  if (base === '' || host === base) return true;
  return host.endsWith(base) && (base.startsWith('.') || host[host.length - base.length - 1] === '.');
}

function isHostOrBelow(host: string, base: string): boolean {
  return base.startsWith('.') ? host.endsWith(base) : host === base;
}

/** Whether `host` is exactly one label below `parent`, which begins with a dot: what a wildcard reaches. */
function isOneBelow(host: string, parent: string): boolean {
  return host.indexOf('.') === host.length - parent.length && host.endsWith(parent);
}

function isHostTree(text: string): boolean {
  return hostForm.test(text.replace(/^\./, '')) && !text.includes('*');
}

function readMail(text: string): Comparable | null {
  const [, local, host] = mailForm.exec(text) ?? [];
  return local !== undefined && host !== undefined ? { form: 'email', local, host: host.toLowerCase() } : null;
}

/**
 * By its host. Addresses have none that a constraint could be about. Of a user before the host, or a query behind it,
 * OpenSSL 3.0 and 3.5 make different things: that is no name that can be read for certain.
 */
function readUri(text: string): Comparable | null {
  const host = /^[a-z][a-z0-9+.-]*:\/\/([^/?#@:[\]]+)(?::\d*)?(?:\/|$)/i.exec(text)?.[1];
  return host && hostForm.test(host) && isIP(host) === 0 ? { form: 'uri', host: host.toLowerCase() } : null;
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
