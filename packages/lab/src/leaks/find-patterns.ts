import type { BinaryText } from './binary-text.ts';
import { encodingOf, type Finding, FoundPlaces } from './finding.ts';
import { jsonMembers } from './json-members.ts';
import { type Layer, type Span, withoutEncoding } from './layers.ts';
import { memberPatterns } from './member-patterns.ts';
import { valuePatterns } from './patterns.ts';
import type { Member, Place } from './places.ts';

/** @param layers of one text */
export function findByLook(layers: readonly Layer[]): readonly Finding[] {
  const findings: Finding[] = [];
  const places = new FoundPlaces(layers[0]!.text.length);
  for (const layer of layers) {
    for (const { name, value: pattern, isReal = () => true } of valuePatterns) {
      for (const { value, span: place } of matchesOf(pattern, layer.text)) {
        if (!isReal(value)) continue;
        const span = layer.origin(place);
        if (places.has(name, span)) continue;
        places.add(name, span);
        findings.push({ kind: 'pattern', name, encoding: encodingOf(layer), value, span });
      }
    }
  }
  return findings;
}

/** As `matchAll`, which makes a copy of the expression each time: most texts are a few characters, and match nothing. */
function matchesOf(pattern: RegExp, text: BinaryText): readonly { readonly value: BinaryText; readonly span: Span }[] {
  if (text.search(pattern) < 0) return [];
  return [...text.matchAll(pattern)].map(({ 0: value, index }) => {
    return { value, span: { start: index, end: index + value.length } };
  });
}

interface NamedValue {
  /** In lower case, letters and digits only: of `user[newPassword]` and `user.new_password` it is `newpassword`. */
  readonly key: string;
  readonly value: BinaryText;
  readonly encoding: string;
  readonly span: Span;
}

export function findByName(place: Place): readonly Finding[] {
  const values = place.members.flatMap((member) =>
    namedValues(member, place.text.slice(member.span.start, member.span.end)),
  );
  const keys = [...new Set(values.map(({ key }) => key))];
  const patterns = memberPatterns.filter(({ where, beside }) => {
    return where.includes(place.where) && (!beside || keys.some((key) => beside.test(key)));
  });
  return values.flatMap(({ key, value, encoding, span }) =>
    patterns.flatMap(({ name, member, value: form }): Finding[] => {
      const match = member.test(key) ? form.exec(value) : null;
      return match ? [{ kind: 'pattern', name, encoding, value: match.groups?.['secret'] ?? value, span }] : [];
    }),
  );
}

function namedValues({ name, form, span }: Member, written: BinaryText): readonly NamedValue[] {
  const value = form === 'plain' ? written : withoutEncoding(written, form);
  const encoding = value === written ? 'as it is' : form;
  const own: NamedValue = { key: keyOf(name), value, encoding, span };
  if (!/^\s*[[{]/.test(value)) return [own];
  // A field of a form that holds JSON has members with names of their own.
  const inner = jsonMembers(value).map((member): NamedValue => {
    return { key: keyOf(member.name), value: value.slice(member.span.start, member.span.end), encoding, span };
  });
  return [own, ...inner];
}

function keyOf(name: string): string {
  const words = name.split(/[.[\]]+/).filter((word) => !/^\d*$/.test(word));
  return (words.at(-1) ?? name).toLowerCase().replace(/[^a-z0-9]/g, '');
}
