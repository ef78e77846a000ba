import type { ReadConfig, ReadEntry, ReadPin, ReadProblem, SourceFile, Span } from '../read-config.ts';
import type { ReadOnlyForm } from '../target.ts';
import { hostOf, strictPin } from '../text/read-pin.ts';
import { reportUriProblems } from '../text/report-uri.ts';

const id = 'hpkp';
const maxHeaders = 1000;
const headerName = /public-key-pins(-report-only)?(?=[\s:"'=,])/gi;
// Directives as they stand in a header, or in the quotes of the configuration of a server; a line can end within.
const directive =
  /(?:[\s;,:"'=+]|\\(?=["'\r\n]))*(?:pin-([a-z0-9-]+)=\\?["']?([^"'\\;\s]*)\\?["']?|(max-age)=\\?["']?\d*\\?["']?|(includeSubDomains)\b|report-uri=\\?["']?([^"'\\;\s]*)\\?["']?)/iy;

/**
 * `Public-Key-Pins` (RFC 7469): the header itself, or the line of a server's configuration that sets it. No browser reads
 * it any more, and it is not written: whoever sets it for a moment can cut a site off for months.
 */
export const hpkp: ReadOnlyForm = {
  id,
  title: 'HTTP Public Key Pinning headers',
  reader: {
    recognizes: (file) => file.text !== null && /public-key-pins/i.test(file.text) && /pin-sha256=/i.test(file.text),
    read,
  },
};

interface Header {
  readonly span: Span;
  readonly isReportOnly: boolean;
  readonly includesSubdomains: boolean;
  readonly pins: readonly ReadPin[];
  readonly reportUris: readonly { readonly text: string; readonly span: Span }[];
}

function read(file: SourceFile): ReadConfig {
  const text = file.text ?? '';
  const entries: ReadEntry[] = [];
  const problems: ReadProblem[] = [];
  for (const header of headersIn(text)) {
    const { span, isReportOnly, includesSubdomains, pins, reportUris } = header;
    if (isComment(text, span.start)) {
      const sentence = 'A Public-Key-Pins header stands in a comment.';
      problems.push({ rule: 'pinning-commented-out', sentence, span });
      continue;
    }
    // The header has no name in it: it holds for the host that sends it.
    const host = serverBefore(text, span.start);
    entries.push({
      host: host
        ? { ...host, host: hostOf(host.text) }
        : { text: '', span: { start: span.start, end: span.start }, host: null },
      coverage: includesSubdomains ? 'host-and-below' : 'host',
      pins,
      isEnforced: !isReportOnly,
      expires: null,
      span,
    });
    problems.push({ rule: 'hpkp-header', sentence: 'No browser reads Public-Key-Pins any more.', span });
    for (const uri of reportUris)
      problems.push(...reportUriProblems(uri.text, uri.span, new Set(host ? [host.text.toLowerCase()] : [])));
  }
  return { target: id, entries, problems };
}

function headersIn(text: string): Header[] {
  const headers: Header[] = [];
  for (const found of text.matchAll(headerName)) {
    const header = headerAt(text, found.index, found.index + found[0].length, found[1] !== undefined);
    if (header.pins.length > 0) headers.push(header);
    if (headers.length === maxHeaders) break;
  }
  return headers;
}

function headerAt(text: string, start: number, from: number, isReportOnly: boolean): Header {
  const pins: ReadPin[] = [];
  const reportUris: { text: string; span: Span }[] = [];
  let includesSubdomains = false;
  let end = from;
  directive.lastIndex = from;
  for (let found = directive.exec(text); found; found = directive.exec(text)) {
    end = directive.lastIndex;
    const [whole, digest, pin, , subdomains, uri] = found;
    const spanOf = (value: string) => {
      const at = found.index + whole.lastIndexOf(value);
      return { start: at, end: at + value.length };
    };
    if (digest !== undefined && pin !== undefined) {
      const isKnown = digest.toLowerCase() === 'sha256';
      pins.push({ text: pin, span: spanOf(pin), of: 'key', pin: isKnown ? strictPin(pin) : null });
    }
    if (subdomains !== undefined) includesSubdomains = true;
    if (uri !== undefined) reportUris.push({ text: uri, span: spanOf(uri) });
  }
  return { span: { start, end }, isReportOnly, includesSubdomains, pins, reportUris };
}

/** Whether a line begins as comments do in configurations and programs. */
function isComment(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^\s*(?:#|\/\/|;|\*|<!--)/.test(line);
}

/** The name that nginx (`server_name`) or Apache (`ServerName`) gives the server whose header this is. */
function serverBefore(text: string, at: number): { readonly text: string; readonly span: Span } | null {
  const before = text.slice(Math.max(0, at - 20_000), at);
  const found = [...before.matchAll(/^[ \t]*server_?name[ \t]+([^\s;:]+)/gim)].at(-1);
  if (!found?.[1]) return null;
  const end = at - before.length + found.index + found[0].length;
  return { text: found[1], span: { start: end - found[1].length, end } };
}
