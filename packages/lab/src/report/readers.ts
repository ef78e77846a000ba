import { LivepinError } from '@livepin/core';

/** Takes one JSON value for what it must be. @throws {LivepinError} LP_LAB_REPORT_MALFORMED, which names the member */
export type Reader<T> = (value: unknown, where: string) => T;

export function malformed(where: string, what: string): LivepinError<'LP_LAB_REPORT_MALFORMED'> {
  return new LivepinError('LP_LAB_REPORT_MALFORMED', `${where} ${what}.`);
}

export const text: Reader<string> = (value, where) => {
  if (typeof value === 'string') return value;
  throw malformed(where, 'is not a text');
};

export const flag: Reader<boolean> = (value, where) => {
  if (typeof value === 'boolean') return value;
  throw malformed(where, 'is not true or false');
};

export function number(min: number, max: number): Reader<number> {
  return (value, where) => {
    if (typeof value !== 'number') throw malformed(where, 'is not a number');
    if (value >= min && value <= max) return value;
    throw malformed(where, `is ${value}, and must lie within ${min} and ${max}`);
  };
}

export function whole(min: number, max: number): Reader<number> {
  const read = number(min, max);
  return (value, where) => {
    const found = read(value, where);
    if (Number.isSafeInteger(found)) return found;
    throw malformed(where, 'is not a whole number');
  };
}

export function matching(form: RegExp, what: string): Reader<string> {
  return (value, where) => {
    if (form.test(text(value, where))) return value as string;
    throw malformed(where, `is not ${what}`);
  };
}

export function oneOf<const T extends string | number>(...words: readonly T[]): Reader<T> {
  return (value, where) => {
    const word = words.find((known) => known === value);
    if (word !== undefined) return word;
    throw malformed(where, `is not one of ${words.join(', ')}`);
  };
}

export function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (value, where) => (value === null ? null : read(value, where));
}

export function list<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, where) => {
    if (Array.isArray(value)) return value.map((item, index) => read(item, `${where}[${index}]`));
    throw malformed(where, 'is not a list');
  };
}

export function pair<A, B>(first: Reader<A>, second: Reader<B>): Reader<readonly [A, B]> {
  return (value, where) => {
    if (!Array.isArray(value) || value.length !== 2) throw malformed(where, 'is not a list of two');
    return [first(value[0], `${where}[0]`), second(value[1], `${where}[1]`)];
  };
}

/** An object with these members, all of them, and no others: what a reader does not know it could not show. */
export function object<T extends object>(members: { readonly [K in keyof T]-?: Reader<T[K]> }): Reader<T> {
  const names = Object.keys(members) as (keyof T & string)[];
  return (value, where) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(where, 'is not an object');
    const stranger = Object.keys(value).find((name) => !Object.hasOwn(members, name));
    if (stranger !== undefined)
      throw malformed(where, `has a member ${JSON.stringify(stranger.slice(0, 40))} that is none of a report's`);
    const given = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(
      names.map((name) => {
        if (!Object.hasOwn(given, name)) throw malformed(`${where}.${name}`, 'is missing');
        return [name, members[name](given[name], `${where}.${name}`)];
      }),
    ) as T;
  };
}
