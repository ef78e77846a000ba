import type { BinaryText } from './binary-text.ts';
import type { Member } from './places.ts';

const string = /"[^"\\]*(?:\\.[^"\\]*)*"?/sy;
const scalar = /[A-Za-z0-9.+-]+/y;

interface Container {
  readonly name: string;
  /** The index of the next item; null in an object. */
  item: number | null;
}

/**
 * The texts and numbers of a JSON text, by their way from the outside: `user.cards[0].number`. Reads what is there: a
 * body may have been cut, and several texts may stand one after the other. One pass, whatever the text is.
 */
export function jsonMembers(text: BinaryText): readonly Member[] {
  const members: Member[] = [];
  const containers: Container[] = [];
  let key: string | null = null;

  const nameOfNext = (): string => {
    const around = containers.at(-1);
    if (!around) return '';
    if (around.item === null) return around.name === '' ? (key ?? '') : `${around.name}.${key ?? ''}`;
    return `${around.name}[${around.item}]`;
  };
  const add = (start: number, end: number): void => {
    if (end > start) members.push({ name: nameOfNext(), span: { start, end }, form: 'JSON-escaped' });
  };

  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    if (character === '"') {
      string.lastIndex = at;
      string.test(text);
      const end = string.lastIndex;
      const isWhole = end - at > 1 && text.charAt(end - 1) === '"';
      const written = { start: at + 1, end: isWhole ? end - 1 : end };
      if (isKey(text, end) && containers.at(-1)?.item === null)
        key = text.slice(written.start, written.end).slice(0, 80);
      else add(written.start, written.end);
      at = end;
      continue;
    }
    scalar.lastIndex = at;
    if (scalar.test(text)) {
      if (/[0-9-]/.test(character)) add(at, scalar.lastIndex);
      at = scalar.lastIndex;
      continue;
    }
    if (character === '{' || character === '[') {
      // Names grow with each level, and a body can nest as deep as it is long.
      const name = nameOfNext().slice(0, 200);
      containers.push({ name, item: character === '[' ? 0 : null });
    } else if (character === '}' || character === ']') containers.pop();
    else if (character === ',') {
      const around = containers.at(-1);
      if (around && around.item !== null) around.item++;
    }
    at++;
  }
  return members;
}

function isKey(text: BinaryText, end: number): boolean {
  let at = end;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return text.charAt(at) === ':';
}
