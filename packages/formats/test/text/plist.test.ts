import { describe, expect, test } from 'vitest';
import { describeWith } from '../../../../e2e/system.ts';
import { entryOf, type PlistNode, parsePlist, repeatedEntries } from '../../src/text/plist.ts';
import { writeBinaryPlist } from '../../src/write/binary-plist.ts';
import { fileOf } from '../plans.ts';
import { binaryByPlistlib, python, readWithPlistlib } from './plistlib.ts';

const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<!-- of the app -->
<dict>
  <key>Name</key> <string>a &amp; b ä 😀</string>
  <key>Many</key>
  <array>${Array.from({ length: 20 }, (_, at) => `<string>item ${at}</string>`).join('')}</array>
  <key>Yes</key><true/> <key>No</key><false/>
  <key>Number</key><integer>-300</integer> <key>Real</key><real>1.5</real>
  <key>When</key><date>2026-11-26T00:00:00Z</date> <key>Data</key><data>AAEC</data>
  <key>Empty</key><dict/>
</dict>
</plist>`;

function read(content: string | Uint8Array): PlistNode {
  const plist = parsePlist(fileOf(content));
  if (plist.kind === 'refused') throw new Error(plist.sentence);
  return plist.root;
}

function textsOf(node: PlistNode): unknown {
  switch (node.kind) {
    case 'dict':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, textsOf(value)]));
    case 'array':
      return node.items.map(textsOf);
    case 'string':
    case 'bool':
      return node.value;
    case 'other':
      return node.type;
  }
}

test('an XML one is read, each value with its place', () => {
  const root = read(text);
  expect(textsOf(root)).toMatchObject({
    Name: 'a & b ä 😀',
    Yes: true,
    No: false,
    Number: 'integer',
    When: 'date',
    Empty: {},
  });
  const name = entryOf(root, 'Name')!;
  if (name.value.kind !== 'string') throw new Error('no text');
  expect(text.slice(name.value.textSpan.start, name.value.textSpan.end)).toBe('a &amp; b ä 😀');
  expect(text.slice(name.span.start, name.span.end)).toBe('<key>Name</key> <string>a &amp; b ä 😀</string>');
});

test('a key that stands twice is told, and the last holds', () => {
  const root = read('<plist><dict><key>a</key><true/><key>a</key><false/></dict></plist>');
  if (root.kind !== 'dict') throw new Error('no dictionary');
  expect(repeatedEntries(root)).toHaveLength(1);
  expect(entryOf(root, 'a')?.value).toMatchObject({ value: false });
});

describeWith(python, 'beside plistlib', (path) => {
  const binary = binaryByPlistlib(path, Buffer.from(text));

  test('a binary one has the same values as the XML one that it was made of', () => {
    expect(textsOf(read(binary))).toEqual(textsOf(read(text)));
  });

  test('a binary one that is written anew has the same values, numbers, dates and data too', () => {
    const again = writeBinaryPlist(read(binary));
    expect(readWithPlistlib(path, again)).toEqual(readWithPlistlib(path, binary));
    expect(textsOf(read(again))).toEqual(textsOf(read(binary)));
  });

  test('texts of a binary one have their place among its bytes', () => {
    const many = entryOf(read(binary), 'Many')?.value;
    if (many?.kind !== 'array') throw new Error('no list');
    const [first] = many.items;
    if (first?.kind !== 'string') throw new Error('no text');
    expect(Buffer.from(binary.subarray(first.textSpan.start, first.textSpan.end)).toString()).toBe('item 0');
  });
});

/** A binary property list of these objects, the first on top; references and offsets of one byte. */
function binaryOf(...objects: (readonly number[])[]): Uint8Array {
  const offsets: number[] = [];
  const body = [...Buffer.from('bplist00')];
  for (const object of objects) {
    offsets.push(body.length);
    body.push(...object);
  }
  const eight = (value: number) => [0, 0, 0, 0, 0, 0, value >> 8, value & 255];
  return Uint8Array.of(
    ...body,
    ...offsets,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    1,
    ...eight(objects.length),
    ...eight(0),
    ...eight(body.length),
  );
}

describe('a binary one is refused', () => {
  test.each([
    ['that holds itself', binaryOf([0xa1, 0])],
    [
      'of lists that name the next one twice',
      binaryOf(...Array.from({ length: 40 }, (_, at) => [0xa2, at + 1, at + 1]), [0x09]),
    ],
    ['that names an object which is not there', binaryOf([0xa1, 7])],
    ['whose key is no text', binaryOf([0xd1, 1, 1], [0x09])],
    ['with an unknown mark', binaryOf([0xf0])],
    ['whose text ends outside', binaryOf([0x5f, 0x12, 0x7f, 0xff, 0xff, 0xff])],
    ['whose list ends outside', binaryOf([0xaf, 0x13, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ['that is cut off', binaryOf([0x09]).subarray(0, 30)],
    ['of another version', Uint8Array.of(...Buffer.from('bplist16'), ...new Uint8Array(64))],
  ])('%s', (_, bytes) => {
    expect(parsePlist(fileOf(bytes))).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('is a broken binary'),
    });
  });
});

describe('a text is refused', () => {
  test.each([
    ['in the old form', '{ NSPinnedDomains = {}; }', 'plutil'],
    ['that is other XML', '<a/>', 'no property list'],
    ['with two values', '<plist><true/><true/></plist>', 'no property list'],
    ['whose key has no value', '<plist><dict><key>a</key></dict></plist>', 'no property list'],
    ['whose values have no key', '<plist><dict><true/><true/></dict></plist>', 'no property list'],
    ['with elements of its own', '<plist><dict><key>a</key><b/></dict></plist>', 'no property list'],
    [
      'that declares entities',
      '<!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>',
      'declares entities',
    ],
  ])('%s', (_, content, says) => {
    expect(parsePlist(fileOf(content))).toMatchObject({ kind: 'refused', sentence: expect.stringContaining(says) });
  });
});
