import { style } from './style.ts';

// What moves the cursor, ends a line or turns the order of letters. Names, notes and subjects of certificates are written
// by others, and with such characters they could make a terminal show a verdict that was never given.
const controls = '\\p{Cc}\\p{Bidi_Control}\\u2028\\u2029';
const inText = new RegExp(`\\u001b\\[\\d+m|[${controls}]`, 'gu');
// JSON text has the control characters below U+0020 escaped already, and line feeds of its own between its members.
const inJson = new RegExp(`(?!\\n)[${controls}]`, 'gu');

const ownSequences = new Set(Object.values(style).flatMap((paint: (text: string) => string) => paint('|').split('|')));

/** One line for a terminal: nothing in it but its own colours does anything to the terminal. */
export function printable(line: string): string {
  return line.replace(inText, (found) => (ownSequences.has(found) ? found : written(found)));
}

/** The same JSON value in a text that does nothing to a terminal. */
export function printableJson(json: string): string {
  return json.replace(inJson, written);
}

function written(found: string): string {
  return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}${found.slice(1)}`;
}
