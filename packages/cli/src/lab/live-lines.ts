import { printable } from '../printable.ts';

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** Lines at the foot of a terminal that change, and lines above them that stay. Nothing at all where it is no terminal. */
export class LiveLines implements Disposable {
  readonly #terminal: Terminal;
  #shown: readonly string[] = [];

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get isShown(): boolean {
    return this.#terminal.isTTY === true;
  }

  /** A terminal that does not know says 0. */
  get size(): { readonly columns: number; readonly rows: number } {
    return { columns: this.#terminal.columns || 80, rows: this.#terminal.rows || 24 };
  }

  /** @param lines take the place of those before; none may be longer than the terminal is wide */
  show(lines: readonly string[]): void {
    const safe = lines.map(printable);
    if (!this.isShown || (safe.length === this.#shown.length && safe.every((line, at) => line === this.#shown[at])))
      return;
    this.#terminal.write(`${this.#erase()}${safe.map((line) => `${line}\n`).join('')}`);
    this.#shown = safe;
  }

  /** A line that stays, above. */
  above(line: string): void {
    if (!this.isShown) return;
    this.#terminal.write(`${this.#erase()}${printable(line)}\n${this.#shown.map((one) => `${one}\n`).join('')}`);
  }

  /** The last state stays. */
  [Symbol.dispose](): void {
    this.#shown = [];
  }

  // Up to the first of them, and erase to the end of the screen.
  #erase(): string {
    return this.#shown.length === 0 ? '' : `\u001b[${this.#shown.length}A\r\u001b[J`;
  }
}
