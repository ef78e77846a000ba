import type { ReadRequest } from '../connection.ts';
import type { Leak } from '../report/report.ts';
import { type BinaryText, binaryOfBytes, binaryOfHeader } from './binary-text.ts';
import { jsonMembers } from './json-members.ts';
import type { Span } from './layers.ts';
import { multipartMembers } from './multipart-members.ts';

/** A part of a request that is searched as one text. */
export interface Place {
  readonly where: Leak['where'];
  readonly text: BinaryText;
  /** In order; what is in none of them has no name. */
  readonly members: readonly Member[];
}

/** A value that has a name, as it is written in the text around it. */
export interface Member {
  readonly name: string;
  readonly span: Span;
  /** How values are written there. */
  readonly form: 'plain' | 'URL-encoded' | 'JSON-escaped';
}

/** All parts of a request that could tell something. */
export function placesOf(request: ReadRequest): readonly Place[] {
  return [
    ...(request.host === null ? [] : [whole('url', 'host', binaryOfHeader(request.host))]),
    urlPlace(binaryOfHeader(request.target)),
    ...request.headers.flatMap(([name, value]) => headerPlaces(name, binaryOfHeader(value))),
    bodyPlace(request),
  ].filter(({ text }) => text !== '');
}

function whole(where: Place['where'], name: string, text: BinaryText): Place {
  return { where, text, members: [{ name, span: { start: 0, end: text.length }, form: 'plain' }] };
}

function urlPlace(target: BinaryText): Place {
  const query = target.indexOf('?');
  return { where: 'url', text: target, members: query < 0 ? [] : pairs(target, query + 1, '&', 'URL-encoded') };
}

function headerPlaces(name: string, value: BinaryText): readonly Place[] {
  // The name too: an app can put anything there.
  const named: Place = { where: 'header', text: binaryOfHeader(name), members: [] };
  if (name.toLowerCase() !== 'cookie') return [named, whole('header', name, value)];
  return [named, { where: 'cookie', text: value, members: pairs(value, 0, ';', 'plain') }];
}

function bodyPlace({ headers, body }: ReadRequest): Place {
  const text = binaryOfBytes(body);
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  return { where: 'body', text, members: bodyMembers(text, type) };
}

// Many a body is not of the type that its header says, or has no such header.
function bodyMembers(text: BinaryText, type: string): readonly Member[] {
  if (/^\s*multipart\//i.test(type)) return multipartMembers(text, type);
  if (/^\s*[[{]/.test(text)) return jsonMembers(text);
  if (/x-www-form-urlencoded/i.test(type) || /^[\w.[\]%-]{1,64}=[^\s<>]*$/.test(text))
    return pairs(text, 0, '&', 'URL-encoded');
  return [];
}

/** `name=value` with a separator between them. */
function pairs(text: BinaryText, from: number, separator: '&' | ';', form: Member['form']): readonly Member[] {
  const members: Member[] = [];
  for (let at = from; at < text.length; ) {
    const next = text.indexOf(separator, at);
    const end = next < 0 ? text.length : next;
    const equals = text.indexOf('=', at);
    if (equals >= 0 && equals < end) {
      const name = text.slice(at, equals).trim();
      members.push({ name, span: { start: equals + 1, end }, form });
    }
    at = end + 1;
  }
  return members;
}
