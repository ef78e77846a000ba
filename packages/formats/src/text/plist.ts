import type { SourceFile, Span } from '../read-config.ts';
import { parseBinaryPlist } from './binary-plist.ts';
import { parseXml, type TextRefused, textOf, type XmlComment, type XmlElement } from './xml.ts';

/** A value of a property list, XML or binary. Spans are offsets into the text, or into the bytes of a binary one. */
export type PlistNode = PlistDict | PlistArray | PlistString | PlistBool | PlistOther;

export interface PlistDict {
  readonly kind: 'dict';
  /** As written: a key can stand twice. */
  readonly entries: readonly PlistEntry[];
  readonly span: Span;
}

export interface PlistEntry {
  readonly key: string;
  /** The key's text alone. */
  readonly keySpan: Span;
  /** From the key to the end of its value. */
  readonly span: Span;
  readonly value: PlistNode;
}

export interface PlistArray {
  readonly kind: 'array';
  readonly items: readonly PlistNode[];
  readonly span: Span;
}

export interface PlistString {
  readonly kind: 'string';
  /** White space around it belongs to it. */
  readonly value: string;
  /** The whole element. */
  readonly span: Span;
  /** Its text alone, without white space around. */
  readonly textSpan: Span;
}

export interface PlistBool {
  readonly kind: 'bool';
  readonly value: boolean;
  readonly span: Span;
}

/** A number, a date, data, … : nothing that pins are made of. @property raw of a binary one, its bytes */
export interface PlistOther {
  readonly kind: 'other';
  readonly type: string;
  readonly raw: Uint8Array | null;
  readonly span: Span;
}

export interface Plist {
  readonly kind: 'plist';
  readonly form: 'xml' | 'binary';
  readonly root: PlistNode;
  readonly comments: readonly XmlComment[];
}

/** Reads a property list, XML or binary. The old text form (OpenStep) is told, and not read. */
export function parsePlist(file: SourceFile): Plist | TextRefused {
  if (isBinaryPlist(file)) return parseBinaryPlist(file.bytes);
  const start = { start: 0, end: 0 };
  if (file.text === null)
    return { kind: 'refused', sentence: 'is neither text nor a binary property list', span: start };
  if (/^\s*(?:[{(]|\/\/|\/\*)/.test(file.text)) {
    const sentence = 'is a property list in the old text form, which is not read: convert it with plutil -convert xml1';
    return { kind: 'refused', sentence, span: start, isLegal: true };
  }
  const document = parseXml(file.text);
  if (document.kind === 'refused') return document;
  return readRoot(document.root, document.comments);
}

export function isBinaryPlist(file: SourceFile): boolean {
  return String.fromCharCode(...file.bytes.subarray(0, 6)) === 'bplist';
}

function readRoot(plist: XmlElement, comments: readonly XmlComment[]): Plist | TextRefused {
  const values = plist.children.filter((child) => child.kind === 'element');
  const value = values[0];
  if (plist.name !== 'plist' || !value || values.length !== 1) {
    const sentence = 'is no property list: one <plist> with one value in it is needed';
    return { kind: 'refused', sentence, span: plist.span };
  }
  const faults: TextRefused[] = [];
  const root = readValue(value, faults);
  return faults[0] ?? { kind: 'plist', form: 'xml', root, comments };
}

/** The depth of the tree is bounded by the reader of XML. */
function readValue(element: XmlElement, faults: TextRefused[]): PlistNode {
  const { name, span } = element;
  const refuse = (sentence: string) => void faults.push({ kind: 'refused', sentence, span });
  switch (name) {
    case 'dict':
      return { kind: 'dict', entries: readEntries(element, faults), span };
    case 'array':
      return { kind: 'array', items: elements(element).map((item) => readValue(item, faults)), span };
    case 'string': {
      if (elements(element).length > 0) refuse('is no property list: a <string> has elements in it');
      const { text, span: textSpan } = textOf(element);
      return { kind: 'string', value: text, span, textSpan };
    }
    case 'true':
    case 'false':
      return { kind: 'bool', value: name === 'true', span };
    case 'integer':
    case 'real':
    case 'date':
    case 'data':
      return { kind: 'other', type: name, raw: null, span };
    default:
      refuse(`is no property list: it has an element <${name.slice(0, 40)}>`);
      return { kind: 'other', type: name, raw: null, span };
  }
}

function readEntries(dict: XmlElement, faults: TextRefused[]): PlistEntry[] {
  const parts = elements(dict);
  const entries: PlistEntry[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const key = parts[at]!;
    const value = parts[at + 1];
    if (key.name !== 'key' || !value || value.name === 'key') {
      const sentence = 'is no property list: in a <dict>, each <key> is followed by its value';
      faults.push({ kind: 'refused', sentence, span: key.span });
      return entries;
    }
    const { text, span } = textOf(key);
    const whole = { start: key.span.start, end: value.span.end };
    entries.push({ key: text, keySpan: span, span: whole, value: readValue(value, faults) });
  }
  return entries;
}

function elements(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => child.kind === 'element');
}

/** The last entry of that key, as the platform's own readers keep it; null where `node` is no dictionary or has none. */
export function entryOf(node: PlistNode | null | undefined, key: string): PlistEntry | null {
  if (node?.kind !== 'dict') return null;
  return node.entries.findLast((entry) => entry.key === key) ?? null;
}

/** Entries whose key stands again below them in the same dictionary. */
export function repeatedEntries(node: PlistDict): PlistEntry[] {
  const last = new Map(node.entries.map((entry) => [entry.key, entry]));
  return node.entries.filter((entry) => last.get(entry.key) !== entry);
}

/** A boolean as the platform reads it where any value may stand: null where there is none. Numbers and texts count too. */
export function isTrue(node: PlistNode | null | undefined): boolean | null {
  if (!node) return null;
  if (node.kind === 'bool') return node.value;
  return node.kind === 'string' ? /^\s*(?:[YyTt]|[+-]?0*[1-9])/.test(node.value) : null;
}
