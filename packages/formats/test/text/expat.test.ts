import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeWith } from '../../../../e2e/system.ts';
import { parseXml, type XmlElement } from '../../src/text/xml.ts';
import { projectFile } from '../projects.ts';
import { python } from './plistlib.ts';

// expat is what Android's build reads resources with: what it refuses does not get into an app, and what it reads must be
// read the same here.

const script = `
import json, sys
from xml.parsers import expat
def tree(text):
    parser = expat.ParserCreate()
    parser.buffer_text = True
    root = []; stack = [root]
    def start(name, attributes):
        element = [name, attributes, []]
        stack[-1].append(element) if len(stack) == 1 else stack[-1][2].append(element)
        stack.append(element)
    def data(value):
        into = stack[-1][2]
        if into and isinstance(into[-1], str): into[-1] += value
        else: into.append(value)
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: stack.pop()
    parser.CharacterDataHandler = data
    try:
        parser.Parse(text.encode('utf-8', 'surrogatepass'), True)
    except expat.ExpatError as error:
        return None
    return root[0]
json.dump([tree(text) for text in json.load(sys.stdin)], sys.stdout)
`;

type Tree = [name: string, attributes: Record<string, string>, children: (string | Tree)[]];

function readWithExpat(path: string, texts: readonly string[]): (Tree | null)[] {
  const { status, stdout, stderr } = spawnSync(path, ['-c', script], {
    input: JSON.stringify(texts),
    maxBuffer: 2 ** 28,
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString());
}

function treeOf({ name, attributes, children }: XmlElement): Tree {
  const own: (string | Tree)[] = [];
  for (const child of children) {
    if (child.kind === 'element') own.push(treeOf(child));
    else if (child.kind === 'text') {
      const last = own.at(-1);
      if (typeof last === 'string') own[own.length - 1] = last + child.value;
      else own.push(child.value);
    }
  }
  const values = attributes.map((attribute) => [attribute.name, attribute.value]);
  return [name, Object.fromEntries(values), own.filter((child) => child !== '')];
}

/** Texts that are XML but for one or two changes. */
function damaged(count: number): string[] {
  const wholes = ['bank-nsc.xml', 'trustkit-nsc.xml', 'Info.plist'].map((name) => projectFile(name).text ?? '');
  const pieces = [
    '<',
    '>',
    '/',
    '"',
    "'",
    '&',
    ';',
    '&lt;',
    '&#10;',
    '&#xD;',
    '<!--',
    '-->',
    '--',
    '<![CDATA[x]]>',
    ']]>',
    '<?a b?>',
    '\r',
    '\t',
    'é',
    '😀',
    '<b/>',
    '<b c="d">',
    '</b>',
    '=',
    ' ',
  ];
  const change = fc.record({
    at: fc.nat(3000),
    remove: fc.constantFrom(0, 0, 1, 3),
    insert: fc.constantFrom('', ...pieces),
  });
  const texts = fc
    .tuple(fc.constantFrom(...wholes), fc.array(change, { minLength: 1, maxLength: 2 }))
    .map(([whole, changes]) =>
      changes.reduce((text, { at, remove, insert }) => {
        // Not in the declaration: of encodings expat knows more and less than there is to know here.
        const from = Math.min(45 + at, text.length);
        return text.slice(0, from) + insert + text.slice(from + remove);
      }, whole),
    );
  return fc.sample(texts, count);
}

describeWith(python, 'beside expat', (path) => {
  test('damaged files are read as expat reads them, or refused as expat refuses them', () => {
    const texts = damaged(process.env['LIVEPIN_SOAK'] === '1' ? 20_000 : 1000);
    const trees = readWithExpat(path, texts);
    expect(trees.filter((tree) => tree === null).length).toBeGreaterThan(texts.length / 10);
    expect(trees.filter((tree) => tree !== null).length).toBeGreaterThan(texts.length / 10);
    const differing = texts.filter((text, at) => {
      const read = parseXml(text);
      // Beside a document type that it does not fetch, expat lets unknown entities pass; nothing here can know them.
      if (read.kind === 'refused' && read.sentence.endsWith('undefined entity') && text.includes('<!DOCTYPE'))
        return false;
      return JSON.stringify(read.kind === 'document' ? treeOf(read.root) : null) !== JSON.stringify(trees[at]);
    });
    expect(differing).toEqual([]);
  });
});
