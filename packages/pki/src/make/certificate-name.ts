import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { isAddress, LivepinError, normalizeHost } from '@livepin/core';
import { parse as parseDomain } from 'tldts';
import { bytesOfAddress } from './ip-bytes.ts';
import { isPrivateAddress } from './private-names.ts';

/** A name that a certificate can be for: a subject alternative name of a TLS server. */
export type CertificateName =
  /** `text`: lower-case A-labels; a wildcard only as the whole first label. */
  | { readonly form: 'dns'; readonly text: string }
  | { readonly form: 'ip'; readonly text: string; readonly bytes: Uint8Array };

/**
 * Reads names as people type them. Unicode becomes A-labels (UTS 46), a trailing dot is dropped, a name given twice counts once.
 * @throws {LivepinError} LP_NAME_UNUSABLE, whose sentence says what was probably meant
 */
export function parseCertificateNames(texts: readonly string[]): [CertificateName, ...CertificateName[]] {
  const names = new Map(texts.map((text) => parseCertificateName(text.trim())).map((name) => [name.text, name]));
  const [first, ...more] = names.values();
  if (!first) throw new LivepinError('LP_NAME_UNUSABLE', 'No name was given.');
  return [first, ...more];
}

function parseCertificateName(text: string): CertificateName {
  const mistake = mistakeIn(text);
  if (mistake) throw unusable(text, mistake);
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0) {
    const address = normalizeHost(bare);
    return { form: 'ip', text: address, bytes: bytesOfAddress(address) };
  }
  return { form: 'dns', text: parseDnsName(text) };
}

/** What a text looks like that is no name, and what was probably meant. */
function mistakeIn(text: string): string | null {
  if (text === '') return 'is empty';
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(text);
  if (url) return `is a URL; the name in it is ${url[1] || 'missing'}`;
  if (/^\d+(\.\d+){3}\/\d+$|^[0-9a-f:]+\/\d+$/i.test(text)) return 'is a range of addresses; name each address';
  if (text.includes('/')) return `has a path; the name in it is ${text.slice(0, text.indexOf('/'))}`;
  if (text.includes('@')) return 'is a mail address; a TLS server has a host name';
  const port = /^(\[[^\]]+\]|[^:]+):\d+$/.exec(text);
  if (port) return `has a port; the name alone is ${port[1]}`;
  if (/\s/.test(text)) return 'has a blank in it; write commas between names';
  if (text.startsWith('.')) return `begins with a dot; *${text} is every name of one label below ${text.slice(1)}`;
  return null;
}

function parseDnsName(text: string): string {
  const isWildcard = text.startsWith('*.');
  const tail = isWildcard ? text.slice(2) : text;
  if (tail.includes('*')) throw unusable(text, 'has a wildcard that is not the whole first label, as in *.example.com');
  if (/\.\.|^\.?$/.test(tail)) throw unusable(text, 'has an empty label: two dots with nothing between them');
  // Only what has other letters goes through UTS 46, which would also bring odd spellings of numbers into shape.
  const ascii = /^[\x21-\x7e]*$/.test(tail) ? tail : domainToASCII(tail);
  const long = ascii.split('.').find((label) => label.length > 63);
  if (long) throw unusable(text, 'has a label of more than 63 characters');
  const host = hostOf(ascii, text);
  const { isIcann, publicSuffix } = parseDomain(host);
  if (isIcann && publicSuffix === host)
    throw unusable(
      text,
      `is a public suffix${isWildcard ? ' with a wildcard' : ''}: nobody owns it, so no CA signs it`,
    );
  return isWildcard ? `*.${host}` : host;
}

function hostOf(ascii: string, text: string): string {
  try {
    const host = normalizeHost(ascii);
    if (!isAddress(host)) return host;
  } catch (error) {
    if (!(error instanceof LivepinError)) throw error;
  }
  throw unusable(text, 'is neither a host name nor an IP address');
}

/** Why no public CA signs a certificate for `name`, in a sentence, or null. */
export function remarkOnName(name: CertificateName): string | null {
  const onlyOwn = 'only a CA of your own can sign it';
  if (name.form === 'ip') {
    return isPrivateAddress(name.bytes) ? `${name.text} is an address of private networks: ${onlyOwn}.` : null;
  }
  if (name.text.includes('_')) return `${name.text} has an underscore, which public CAs do not sign.`;
  const { isIcann } = parseDomain(name.text.replace(/^\*\./, ''));
  return isIcann ? null : `${name.text} is no name of the public DNS: ${onlyOwn}.`;
}

function unusable(text: string, what: string): LivepinError<'LP_NAME_UNUSABLE'> {
  const shown = text.replace(/:\/\/[^/?#]*@/, '://…@').slice(0, 120); // a password may stand there
  return new LivepinError('LP_NAME_UNUSABLE', `${JSON.stringify(shown)} ${what}.`);
}
