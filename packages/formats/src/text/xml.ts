import { SaxesParser } from 'saxes';
import type { Span } from '../read-config.ts';

export interface XmlElement {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
  /** From "<" to after the last ">". */
  readonly span: Span;
  /** What is between the tags; empty, at the end, where it closes itself. */
  readonly inner: Span;
}

export interface XmlAttribute {
  readonly name: string;
  /** Entities replaced. */
  readonly value: string;
  readonly span: Span;
  /** Between the quotes. */
  readonly valueSpan: Span;
}

/** A run of characters, or a CDATA section, without what stands around it. */
export interface XmlText {
  readonly kind: 'text';
  readonly value: string;
  readonly span: Span;
  /** Without the white space that stands around it in the file: a reference to some (&#32;) stays inside. */
  readonly trimmed: Span;
}

export interface XmlComment {
  readonly kind: 'comment';
  readonly value: string;
  readonly span: Span;
}

export type XmlNode = XmlElement | XmlText | XmlComment;

export interface XmlDocument {
  readonly kind: 'document';
  readonly root: XmlElement;
  /** All, wherever they stand, in order. */
  readonly comments: readonly XmlComment[];
}

export interface TextRefused {
  readonly kind: 'refused';
  readonly sentence: string;
  readonly span: Span;
  /** The platform reads it, and only this program does not. */
  readonly isLegal?: true;
}

const maxCharacters = 5_000_000;
const maxDepth = 100;
const maxNodes = 200_000;

const doctype =
  /^[ \t\r\n]+[\p{L}_:][\p{L}\p{N}._:-]*(?:[ \t\r\n]+(?:PUBLIC[ \t\r\n]+(?:"[-'()+,./:=?;!*#@$_% \r\na-zA-Z0-9]*"|'[-()+,./:=?;!*#@$_% \r\na-zA-Z0-9]*')|SYSTEM)[ \t\r\n]+(?:"[^"]*"|'[^']*'))?[ \t\r\n]*$/u;

interface OpenElement extends XmlElement {
  readonly children: XmlNode[];
}

/**
 * Reads an XML 1.0 text into a tree with places, as strictly as the platforms do. Nothing is fetched, and no entity can be
 * declared, so nothing expands: a document type is let stand only where it has no text of its own (Apple's plists).
 * @param text without a byte order mark
 */
export function parseXml(text: string): XmlDocument | TextRefused {
  if (text.length > maxCharacters)
    return { kind: 'refused', sentence: 'is larger than 5 MB', span: { start: 0, end: 0 } };
  try {
    return readTree(text);
  } catch (fault) {
    if (fault instanceof NotRead) return { kind: 'refused', sentence: fault.message, span: fault.span };
    throw fault;
  }
}

class NotRead extends Error {
  readonly span: Span;
  constructor(sentence: string, span: Span) {
    super(sentence);
    this.span = span;
  }
}

function readTree(text: string): XmlDocument {
  const parser = new SaxesParser({ position: false, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  const open: OpenElement[] = [];
  const comments: XmlComment[] = [];
  let root: XmlElement | null = null;
  let attributes: XmlAttribute[] = [];
  let nodes = 0;
  // Where the last tag, comment or section ended: what follows, up to the next "<", is text. saxes tells what it found
  // when it has read its last character, so that the end of each thing is where the parser stands.
  let last = 0;
  let attributeFrom = 0;

  function nextMarkup(): number {
    return Math.max(text.indexOf('<', last), last);
  }

  function add(node: XmlNode): void {
    if (++nodes > maxNodes) throw new NotRead('has more than 200,000 parts', node.span);
    open.at(-1)?.children.push(node);
  }

  // XML's fifth edition takes nearly all characters in names; expat, and with it Android's build, keeps to the fourth.
  function checkName(name: string): void {
    const span = { start: Math.max(parser.position - 1, 0), end: parser.position };
    if (/[\ud800-\udfff]/.test(name)) throw new NotRead('is not well-formed XML: disallowed character in a name', span);
  }

  function addText(value: string, span: Span): void {
    let { start, end } = span;
    while (start < end && isBlank(text.charCodeAt(start))) start++;
    while (start < end && isBlank(text.charCodeAt(end - 1))) end--;
    add({ kind: 'text', value, span, trimmed: { start, end } });
  }

  parser.on('error', (fault) => {
    const at = Math.min(parser.position, text.length);
    // saxes writes places into its messages where it counts them; here it does not.
    throw new NotRead(`is not well-formed XML: ${fault.message.replace(/\.$/, '')}`, {
      start: Math.max(at - 1, 0),
      end: at,
    });
  });
  parser.on('doctype', (written) => {
    const start = nextMarkup();
    last = parser.position;
    // saxes takes anything here.
    if (doctype.test(written)) return;
    const sentence = written.includes('[')
      ? 'declares entities or elements of its own, which are not read'
      : 'is not well-formed XML: broken document type';
    throw new NotRead(sentence, { start, end: last });
  });
  parser.on('processinginstruction', () => {
    last = parser.position;
  });
  parser.on('xmldecl', () => {
    last = parser.position;
  });
  parser.on('text', (value) => {
    if (open.length > 0) addText(value, { start: last, end: nextMarkup() });
  });
  parser.on('cdata', (value) => {
    const start = nextMarkup();
    last = parser.position;
    addText(value, { start: start + '<![CDATA['.length, end: last - ']]>'.length });
  });
  parser.on('comment', (value) => {
    const start = nextMarkup();
    // It is told at the "--"; where no ">" follows, that is an error.
    last = parser.position + 1;
    const comment: XmlComment = { kind: 'comment', value, span: { start, end: last } };
    comments.push(comment);
    add(comment);
  });
  parser.on('opentagstart', (tag) => {
    checkName(tag.name);
    attributes = [];
    attributeFrom = nextMarkup() + 1 + tag.name.length;
  });
  parser.on('attribute', ({ name, value }) => {
    checkName(name);
    const end = parser.position;
    const quote = text.charAt(end - 1);
    const start = text.lastIndexOf(quote, end - 2) + 1;
    const from = text.indexOf(name, attributeFrom);
    attributes.push({ name, value, span: { start: from, end }, valueSpan: { start, end: end - 1 } });
    attributeFrom = end;
  });
  parser.on('opentag', ({ name }) => {
    const start = nextMarkup();
    last = parser.position;
    const element: OpenElement = {
      kind: 'element',
      name,
      attributes,
      children: [],
      span: { start, end: last },
      inner: { start: last, end: last },
    };
    add(element);
    open.push(element);
    if (open.length > maxDepth) throw new NotRead('nests deeper than 100', element.span);
  });
  parser.on('closetag', ({ isSelfClosing }) => {
    const element = open.pop()!;
    const from = isSelfClosing ? last : nextMarkup();
    last = parser.position;
    const done: XmlElement = Object.assign(element, {
      span: { start: element.span.start, end: last },
      inner: { start: element.inner.start, end: from },
    });
    if (open.length === 0) root = done;
  });

  parser.write(text).close();
  if (root === null) throw new NotRead('is not well-formed XML: it has no element', { start: 0, end: 0 });
  return { kind: 'document', root, comments };
}

export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return elementsOf(element).filter((child) => child.name === name);
}

export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => child.kind === 'element');
}

export function attribute(element: XmlElement, name: string): XmlAttribute | null {
  return element.attributes.find((candidate) => candidate.name === name) ?? null;
}

/** The text of an element, comments left out, and where what is left of it without white space around stands. */
export function textOf(element: XmlElement): { readonly text: string; readonly span: Span } {
  const runs = element.children.filter((child) => child.kind === 'text');
  const text = runs.map((run) => run.value).join('');
  const used = runs.filter((run) => run.value.trim() !== '');
  const first = used[0];
  const final = used.at(-1);
  if (!first || !final) return { text, span: element.inner };
  return { text, span: { start: first.trimmed.start, end: final.trimmed.end } };
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}
