import { printable } from './printable.ts';

interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** One line at the foot of a terminal that changes, and lines above it that stay. Nothing at all where it is no terminal. */
export class Progress implements Disposable {
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** @param what not asked for where nobody sees it: lines that stay, and the foot that takes the place of the one before */
  show(what: () => { readonly lines: readonly string[]; readonly foot: string }): void {
    if (!this.#terminal.isTTY) return;
    const { lines, foot } = what();
    this.#terminal.write(`${begin}${lines.map((line) => `${printable(line)}\n`).join('')}${printable(foot)}`);
  }

  [Symbol.dispose](): void {
    if (this.#terminal.isTTY) this.#terminal.write(begin);
  }
}

// To the first column, and erase to the end of the line.
const begin = '\r\u001b[K';
