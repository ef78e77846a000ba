import type { Connection, ReadRequest } from '../connection.ts';
import type { Report, ReportedRequest } from '../report/report.ts';
import { binaryOfBytes, binaryOfHeader, textOf } from './binary-text.ts';
import type { Canary } from './canary.ts';
import { findAll, leaksOf, type PlacedFinding } from './find-leaks.ts';
import { hidden, hideFindings, redactText } from './redact-text.ts';

export { redactText };

/** Headers whose values describe the request, and not who sent it. All others are hidden: nobody knows all that are secret. */
const harmlessHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'access-control-request-headers',
  'access-control-request-method',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'dnt',
  'expect',
  'host',
  'origin',
  'pragma',
  'priority',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-user',
  'te',
  'transfer-encoding',
  'upgrade',
  'upgrade-insecure-requests',
  'user-agent',
]);

/**
 * A request as it is written into a report, with the leaks that were found in it.
 * @param connection on which it came
 * @param disclosure `redacted`: the values of parameters, cookies, bodies and all but a few headers are replaced by their
 *   length, with what they were where that is known; in what is left, no canary stands and nothing that was found to leak
 */
export function reportRequest(
  request: ReadRequest,
  connection: Pick<Connection, 'transport' | 'host' | 'port'>,
  canaries: readonly Canary[],
  disclosure: Report['disclosure'],
): ReportedRequest {
  const findings = findAll(request, canaries);
  const { at, protocol, bodyBytes, status } = request;
  const shown =
    disclosure === 'unredacted'
      ? asItIs(readable(request), connection)
      : redacted(readable(request), connection, canaries, findings);
  return { at, protocol, ...shown, bodyBytes, status, leaks: leaksOf(findings, canaries) };
}

/** Shorter values stand in words that mean something else: a password of four letters is hidden where it was found. */
const minScattered = 6;

type Shown = Pick<ReportedRequest, 'line' | 'headers' | 'body'>;

function asItIs(request: ReadRequest, connection: Pick<Connection, 'transport' | 'host' | 'port'>): Shown {
  const { origin, path } = urlOf(request, connection);
  return {
    line: `${request.method} ${origin}${path}`.trimStart(),
    headers: request.headers,
    body: textOf(binaryOfBytes(request.body)),
  };
}

function redacted(
  request: ReadRequest,
  connection: Pick<Connection, 'transport' | 'host' | 'port'>,
  canaries: readonly Canary[],
  findings: readonly PlacedFinding[],
): Shown {
  // What leaked in one place may stand in another that shows its text.
  const values = [...new Set(findings.map(({ value }) => value))].filter(({ length }) => length >= minScattered);
  const clean = (text: string) => hideFindings(text, canaries, values);
  const nameIn = (where: PlacedFinding['place']['where'], member: string) =>
    findings.find((found) => found.place.where === where && found.member === member)?.name;

  const { origin, path } = urlOf(request, connection);
  const [beforeQuery = '', query] = splitOnce(path, '?');
  const shownQuery = query === undefined ? '' : `?${redactQuery(query, clean, (name) => nameIn('url', name))}`;
  return {
    // Once more as a whole: what begins in one part and ends in the next was found in neither.
    line: clean(`${request.method} ${origin}${redactPath(clean(beforeQuery))}${shownQuery}`.trimStart()),
    headers: request.headers.map(([name, value]) => [clean(name), redactHeader(name, value, clean, nameIn)]),
    body: redactBody(request, clean),
  };
}

function urlOf(
  { host, target, protocol }: ReadRequest,
  connection: Pick<Connection, 'transport' | 'host' | 'port'>,
): { origin: string; path: string } {
  const absolute = /^[a-z][a-z0-9+.-]{1,20}:\/\/[^/?#]{1,300}/i.exec(target);
  if (absolute) return { origin: absolute[0], path: target.slice(absolute[0].length) };
  const scheme = `${protocol === 'websocket' ? 'ws' : 'http'}${connection.transport === 'plain' ? '' : 's'}`;
  const name = host ?? connection.host ?? 'an unknown host';
  const { port } = connection;
  const isUsual = port === (connection.transport === 'plain' ? 80 : 443) || /:\d+$/.test(name.replace(/^\[.*\]/, ''));
  if (protocol === 'raw') return { origin: `raw data to ${name}${isUsual ? '' : `:${port}`}`, path: target };
  return { origin: `${scheme}://${name}${isUsual ? '' : `:${port}`}`, path: target };
}

/** A part of a path that is no word but a key to something: an identifier, a token of a link that was mailed. */
function redactPath(path: string): string {
  return path
    .split('/')
    .map((part) => (isWord(part) ? part : hidden(part.length)))
    .join('/');
}

function isWord(part: string): boolean {
  if (part.includes('…(')) return true; // hidden already, with its name
  if (part.length < 16) return true;
  const hasKey = /(?=[A-Za-z]*\d)[A-Za-z0-9]{16}/.test(part) || /[A-Za-z]{24}|[0-9a-f]{8}-[0-9a-f]{4}-/i.test(part);
  // Letters and digits by turns, upper case after lower case: "aGVsbG8_d29ybGQ_YWJj".
  const turns = part.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])|[a-z](?=[A-Z])/g) ?? [];
  return !hasKey && turns.length * 5 < part.length;
}

function redactQuery(
  query: string,
  clean: (text: string) => string,
  nameOf: (member: string) => string | undefined,
): string {
  return query
    .split('&')
    .map((pair) => {
      const [name = '', value] = splitOnce(pair, '=');
      // Without a name it is a value, as in ?eyJhbGciOi…
      if (value === undefined) return isWord(name) ? clean(name) : hidden(name.length);
      return `${clean(name)}=${value === '' ? '' : hidden(value.length, nameOf(name))}`;
    })
    .join('&');
}

function redactHeader(
  name: string,
  value: string,
  clean: (text: string) => string,
  nameIn: (where: PlacedFinding['place']['where'], member: string) => string | undefined,
): string {
  if (harmlessHeaders.has(name.toLowerCase())) return clean(value);
  if (name.toLowerCase() !== 'cookie') return hidden(value.length, nameIn('header', name));
  const pairs = value.split(';').map((pair) => {
    const [cookie = '', content] = splitOnce(pair.trim(), '=');
    if (content === undefined) return hidden(cookie.length);
    return `${clean(cookie)}=${hidden(content.length, nameIn('cookie', cookie))}`;
  });
  return clean(pairs.join('; '));
}

function redactBody({ headers, bodyBytes }: ReadRequest, clean: (text: string) => string): string {
  if (bodyBytes === 0) return '';
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const kind = /^\s*([\w.+-]{1,40}\/[\w.+-]{1,60})/.exec(type)?.[1];
  return kind === undefined ? hidden(bodyBytes) : hidden(bodyBytes, clean(kind));
}

/** Node hands out the bytes of a head as characters, and most that are not ASCII are UTF-8. */
function readable(request: ReadRequest): ReadRequest {
  const decoded = (text: string) => textOf(binaryOfHeader(text));
  const { method, host, target, headers } = request;
  return {
    ...request,
    method: decoded(method),
    host: host === null ? null : decoded(host),
    target: decoded(target),
    headers: headers.map(([name, value]) => [decoded(name), decoded(value)]),
  };
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
