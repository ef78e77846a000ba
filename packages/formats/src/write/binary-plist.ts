import type { PlistNode } from '../text/plist.ts';

/**
 * Writes a property list in its binary form, every value anew and equal texts once, as Apple's own writer does.
 * @param root numbers, dates and data as a binary list gave them (`raw`)
 */
export function writeBinaryPlist(root: PlistNode): Uint8Array {
  const objects: Uint8Array[] = [];
  const texts = new Map<string, number>();

  function place(bytes: Uint8Array): number {
    return objects.push(bytes) - 1;
  }

  function placeText(value: string): number {
    const known = texts.get(value);
    if (known !== undefined) return known;
    const index = place(textObject(value));
    texts.set(value, index);
    return index;
  }

  // What an object names comes before it, so that indices are known; their width is not yet, and is written wide.
  function placeValue(node: PlistNode): number {
    switch (node.kind) {
      case 'string':
        return placeText(node.value);
      case 'bool':
        return place(Uint8Array.of(node.value ? 9 : 8));
      case 'other':
        if (!node.raw) throw new RangeError(`A ${node.type} of an XML property list has no binary form here.`);
        return place(node.raw);
      case 'array':
        return place(concat([head(10, node.items.length), ...node.items.map(placeValue).map(reference)]));
      case 'dict': {
        const keys = node.entries.map((entry) => placeText(entry.key));
        const values = node.entries.map((entry) => placeValue(entry.value));
        return place(concat([head(13, node.entries.length), ...[...keys, ...values].map(reference)]));
      }
    }
  }

  const top = placeValue(root);
  const starts: number[] = [];
  let at = 8;
  for (const object of objects) {
    starts.push(at);
    at += object.length;
  }
  const trailer = concat([new Uint8Array(6), Uint8Array.of(4, 4), wide(objects.length), wide(top), wide(at)]);
  return concat([ascii('bplist00'), ...objects, ...starts.map(reference), trailer]);
}

function textObject(value: string): Uint8Array {
  const isAscii = Array.from({ length: value.length }, (_, at) => value.charCodeAt(at)).every((unit) => unit < 128);
  if (isAscii) return concat([head(5, value.length), ascii(value)]);
  const units = new Uint8Array(2 * value.length);
  const view = new DataView(units.buffer);
  for (let at = 0; at < value.length; at++) view.setUint16(2 * at, value.charCodeAt(at));
  return concat([head(6, value.length), units]);
}

function head(type: number, size: number): Uint8Array {
  return size < 15
    ? Uint8Array.of((type << 4) | size)
    : concat([Uint8Array.of((type << 4) | 15, 0x12), reference(size)]);
}

function reference(index: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, index);
  return bytes;
}

function wide(value: number): Uint8Array {
  return concat([new Uint8Array(4), reference(value)]);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
