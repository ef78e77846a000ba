import { decodeBase64Url } from './base64.ts';
import { LivepinError } from './errors.ts';
import type { Json, JsonObject } from './json.ts';

// One reader for each kind of member. `where` is the path of the object ("domains[2]"), so that a refusal names the
// member it means. All throw LivepinError: LP_MEMBER_MISSING, LP_MEMBER_TYPE, LP_MEMBER_RANGE, LP_MEMBER_VALUE,
// LP_LIST_REPEATS, LP_BASE64URL_MALFORMED.

export function asObject(value: Json, where: string): JsonObject {
  if (value instanceof Map) return value as JsonObject;
  throw new LivepinError('LP_MEMBER_TYPE', `${where} is not an object.`);
}

export function member(object: JsonObject, where: string, name: string): Json {
  const value = object.get(name);
  if (value !== undefined) return value;
  throw new LivepinError('LP_MEMBER_MISSING', `${at(where, name)} is missing.`);
}

export function stringMember(object: JsonObject, where: string, name: string): string {
  return asString(member(object, where, name), at(where, name));
}

export function booleanMember(object: JsonObject, where: string, name: string): boolean {
  const value = member(object, where, name);
  if (typeof value === 'boolean') return value;
  throw new LivepinError('LP_MEMBER_TYPE', `${at(where, name)} is not true or false.`);
}

export function integerMember(object: JsonObject, where: string, name: string, min: number, max: number): number {
  const value = member(object, where, name);
  if (typeof value !== 'number') {
    throw new LivepinError('LP_MEMBER_TYPE', `${at(where, name)} is not an integer, plainly written.`);
  }
  if (value < min || value > max) {
    throw new LivepinError('LP_MEMBER_RANGE', `${at(where, name)} is ${value}, and must lie within ${min} and ${max}.`);
  }
  return value;
}

export function choiceMember<T extends string>(object: JsonObject, where: string, name: string, ...words: T[]): T {
  const value = stringMember(object, where, name);
  const word = words.find((known) => known === value);
  if (word !== undefined) return word;
  throw new LivepinError(
    'LP_MEMBER_VALUE',
    `${at(where, name)} is ${JSON.stringify(value.slice(0, 60))}, not one of: ${words.join(', ')}.`,
  );
}

/** @param form what the member's text must match, told as `what` ("a chain name"). */
export function formMember(object: JsonObject, where: string, name: string, form: RegExp, what: string): string {
  const value = stringMember(object, where, name);
  if (form.test(value)) return value;
  throw new LivepinError(
    'LP_MEMBER_VALUE',
    `${at(where, name)} is ${JSON.stringify(value.slice(0, 60))}, not ${what}.`,
  );
}

export function bytesMember(object: JsonObject, where: string, name: string): Uint8Array {
  const bytes = decodeBase64Url(stringMember(object, where, name));
  if (bytes) return bytes;
  throw new LivepinError('LP_BASE64URL_MALFORMED', `${at(where, name)} is not base64url in its canonical form.`);
}

export function listMember(object: JsonObject, where: string, name: string): readonly Json[] {
  const value = member(object, where, name);
  if (Array.isArray(value)) return value;
  throw new LivepinError('LP_MEMBER_TYPE', `${at(where, name)} is not a list.`);
}

/** A list of distinct strings, each read by `parse`; an absent one is read as empty where `optional`. */
export function distinctMember<T extends string>(
  object: JsonObject,
  where: string,
  name: string,
  bounds: { readonly min: number; readonly max: number },
  parse: (text: string, where: string) => T,
): T[] {
  const path = at(where, name);
  const items = listMember(object, where, name).map((item, index) =>
    parse(asString(item, `${path}[${index}]`), `${path}[${index}]`),
  );
  if (items.length < bounds.min || items.length > bounds.max) {
    throw new LivepinError(
      'LP_MEMBER_RANGE',
      `${path} has ${items.length} items, and must have ${bounds.min} to ${bounds.max}.`,
    );
  }
  if (new Set(items).size < items.length) {
    const repeated = items.find((item, index) => items.indexOf(item) !== index);
    throw new LivepinError('LP_LIST_REPEATS', `${path} lists ${repeated} twice.`);
  }
  return items;
}

export function at(where: string, name: string): string {
  return where === '' ? name : `${where}.${name}`;
}

function asString(value: Json, where: string): string {
  if (typeof value === 'string') return value;
  throw new LivepinError('LP_MEMBER_TYPE', `${where} is not a string.`);
}
