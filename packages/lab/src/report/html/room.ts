import { counted } from '../summary.ts';
import { html, type Markup, nothing } from './markup.ts';

/**
 * How much evidence a page has room for. An app that was read in every scenario on sixty hosts has more to show than a browser
 * opens; all of it is in the report's JSON.
 */
export class Room {
  #left: number;

  constructor(characters: number) {
    this.#left = characters;
  }

  /** The pieces that there is room for, `most` at most, and how many were left out. */
  fill<T>(items: readonly T[], most: number, piece: (item: T) => Markup, word: string): Markup {
    const shown: Markup[] = [];
    for (const item of items.slice(0, most)) {
      const made = piece(item);
      if (made.text.length > this.#left) break;
      this.#left -= made.text.length;
      shown.push(made);
    }
    const left = items.length - shown.length;
    return html`${shown}${left === 0 ? nothing : html`<p class="more">${counted(left, word)} more in the report's JSON.</p>`}`;
  }
}
