import { describe, expect, test } from 'vitest';
import type { Span } from '../../src/read-config.ts';
import { childrenNamed, parseXml, textOf, type XmlDocument, type XmlElement } from '../../src/text/xml.ts';

function read(text: string): XmlDocument {
  const document = parseXml(text);
  if (document.kind === 'refused') throw new Error(document.sentence);
  return document;
}

describe('places', () => {
  const text = [
    '<?xml version="1.0"?>\r\n<!-- first --><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://a.example/b.dtd">',
    `<a  x = 'b&amp;c'\r\n\ty="1"><b/> 😀 &lt; u <!-- in > it --> <![CDATA[ <x> ]]><c z="x">\r\n  text\t</c><?pi x?></a>\r\n<!-- last -->`,
  ].join('\n');
  const { root, comments } = read(text);
  const at = ({ start, end }: Span) => text.slice(start, end);

  test('of elements, and of what is within', () => {
    expect(at(root.span)).toBe(text.slice(text.indexOf('<a '), text.indexOf('\r\n<!-- last')));
    expect(at(root.inner)).toBe(text.slice(text.indexOf('<b/>'), text.indexOf('</a>')));
    expect(root.children.map(({ span }) => at(span))).toEqual([
      '<b/>',
      ' 😀 &lt; u ',
      '<!-- in > it -->',
      ' ',
      ' <x> ',
      '<c z="x">\r\n  text\t</c>',
    ]);
  });

  test('of attributes and their values, entities replaced in what they say', () => {
    expect(root.attributes.map(({ name, value, span, valueSpan }) => [name, value, at(span), at(valueSpan)])).toEqual([
      ['x', 'b&c', "x = 'b&amp;c'", 'b&amp;c'],
      ['y', '1', 'y="1"', '1'],
    ]);
  });

  test('of comments, wherever they stand', () => {
    expect(comments.map(({ span }) => at(span))).toEqual(['<!-- first -->', '<!-- in > it -->', '<!-- last -->']);
  });

  test('of a text without the white space around it', () => {
    const [c] = childrenNamed(root, 'c') as [XmlElement];
    expect(textOf(c).text).toBe('\n  text\t');
    expect(at(textOf(c).span)).toBe('text');
  });
});

test.each([
  ['a tag that is not closed', '<a>'],
  ['tags that cross', '<a><b></a></b>'],
  ['nothing', ''],
  ['text alone', 'x'],
  ['two roots', '<a/><b/>'],
  ['an attribute twice', '<a b="1" b="2"/>'],
  ['an entity that nobody declared', '<a>&b;</a>'],
  ['a control character', '<a>\u0001</a>'],
  ['a comment with two hyphens in it', '<a><!-- -- --></a>'],
  ['an entity of its own', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ['entities that double each other', `<!DOCTYPE a [<!ENTITY b "xx">${'<!ENTITY c "&b;&b;">'.repeat(20)}]><a>&c;</a>`],
  ['a file from outside', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
  ['a parameter entity', '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://a.example/">%b;]><a/>'],
  ['elements nested for ever', '<a>'.repeat(1000)],
  ['very many elements', `<a>${'<b/>'.repeat(200_001)}</a>`],
  ['a very large text', `<a>${'x'.repeat(5_000_001)}</a>`],
])('refuses %s, and says so', (_, text) => {
  expect(parseXml(text)).toMatchObject({ kind: 'refused', sentence: expect.stringMatching(/\w{3}/) });
});

test('a declared type without a text of its own is let stand', () => {
  expect(read('<!DOCTYPE a SYSTEM "http://a.example/a.dtd"><a/>').root.name).toBe('a');
});
