/** Where something stands, as editors count: lines and columns from 1, columns in UTF-16 units; the end is not included. */
export interface LinePlace {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The lines of a text, to say where a place in it is. */
export class Lines {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    this.#starts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), ({ index, 0: end }) => index + end.length)];
  }

  placeOf({ start, end }: { readonly start: number; readonly end: number }): LinePlace {
    const [line, endLine] = [this.#lineAt(start), this.#lineAt(Math.max(start, end))];
    return {
      line: line + 1,
      column: start - this.#starts[line]! + 1,
      endLine: endLine + 1,
      endColumn: Math.max(start, end) - this.#starts[endLine]! + 1,
    };
  }

  /** Without its end. @param line counted from 1 */
  textOf(line: number): string {
    return this.#text.slice(this.#starts[line - 1], this.#starts[line]).replace(/[\r\n]+$/, '');
  }

  #lineAt(at: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
