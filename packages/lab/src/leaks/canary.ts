import { LivepinError, parseJson } from '@livepin/core';

/** A value that the tester put into the app, so that it is known when it is seen again. */
export interface Canary {
  readonly name: string;
  readonly value: string;
}

/** Shorter ones stand everywhere by chance, and then prove nothing. */
const minCharacters = 6;
const maxCharacters = 4_096;
const maxCanaries = 1_000;

/**
 * Reads one canary as a command line has it: `NAME=VALUE`.
 * @throws {LivepinError} LP_LAB_CANARY; the sentence holds no part of the value
 */
export function parseCanary(text: string, where = 'A canary'): Canary {
  const equals = text.indexOf('=');
  if (equals < 0) throw refused(`${where} is not of the form NAME=VALUE`);
  return canaryOf(text.slice(0, equals), text.slice(equals + 1), where);
}

/**
 * Reads a file of canaries: a JSON object of texts, or a line `NAME=VALUE` for each; a line that begins with # says
 * something to people.
 * @param where the name of the file, for messages
 * @throws {LivepinError} LP_LAB_CANARY, LP_JSON_…
 */
export function parseCanaries(text: string, where: string): readonly Canary[] {
  const canaries = /^\s*\{/.test(text) ? canariesOfJson(text, where) : canariesOfLines(text, where);
  if (canaries.length === 0) throw refused(`${where} holds no canary`);
  if (canaries.length > maxCanaries) throw refused(`${where} holds more than ${maxCanaries} canaries`);
  const names = canaries.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw refused(`${where} gives the name ${twice} to two canaries`);
  return canaries;
}

function canariesOfJson(text: string, where: string): Canary[] {
  const members = parseJson(text, where, 1);
  if (!(members instanceof Map)) throw refused(`${where} is not a JSON object`);
  return [...members].map(([name, value]) => {
    if (typeof value !== 'string') throw refused(`${where} has a canary whose value is not a text`);
    return canaryOf(name, value, `A canary of ${where}`);
  });
}

function canariesOfLines(text: string, where: string): Canary[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    return [parseCanary(line, `Line ${at + 1} of ${where}`)];
  });
}

function canaryOf(name: string, value: string, where: string): Canary {
  // What does not look like a name could be a value that was put in its place: it is not repeated.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
    throw refused(`${where} has a name that is not 1 to 64 letters, digits, dots, dashes and underscores`);
  }
  const { length } = [...value];
  if (length < minCharacters)
    throw refused(`The value of the canary ${name} is shorter than ${minCharacters} characters`);
  if (length > maxCharacters)
    throw refused(`The value of the canary ${name} is longer than ${maxCharacters} characters`);
  if (!value.isWellFormed()) throw refused(`The value of the canary ${name} is not Unicode text`);
  // Reports name the canary, and must not tell it thereby.
  if (name.toLowerCase().includes(value.toLowerCase())) throw refused(`${where} has a name that holds its value`);
  return { name, value };
}

function refused(what: string): LivepinError<'LP_LAB_CANARY'> {
  return new LivepinError('LP_LAB_CANARY', `${what}.`);
}
