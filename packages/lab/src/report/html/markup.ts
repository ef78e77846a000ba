import { visible } from '../visible.ts';

/** Text that is HTML already. Only `html` makes it, so that nothing gets into a page without being escaped. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A piece of a page. What stands between the braces is text, whatever is in it, unless it is a piece itself. Attributes must be
 * in quotes, and elements closed: the page is well-formed XML too, which its tests rely on.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(parts.map((part, index) => (index === 0 ? part : textOf(values[index - 1]!) + part)).join(''));
}

function textOf(value: Content): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return visible(value).replace(/[&<>"']/g, (character) => entities[character]!);
  return value.map(textOf).join('');
}

export const nothing = new Markup('');

/** The piece, or nothing. */
export function when(condition: boolean, piece: () => Markup): Markup {
  return condition ? piece() : nothing;
}

/** With something between them. */
export function joined(pieces: readonly Content[], between: Content): Content {
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [between, piece]));
}

/** For `pre`: the line feeds of a text stay, and nothing else that is not seen. */
export function lines(text: string): Content {
  return joined(
    text.replaceAll('\r\n', '\n').split('\n'),
    html`
`,
  );
}
