/** The end of what a program says: enough to see why it failed, and bounded however much it says. */
export class Tail {
  readonly #maxBytes: number;
  #kept = Buffer.alloc(0);

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Uint8Array): void {
    this.#kept = Buffer.concat([this.#kept, chunk]).subarray(-this.#maxBytes);
  }

  /** @param maxLines the last of them */
  text(maxLines: number): string {
    return this.#kept.toString('utf8').trimEnd().split('\n').slice(-maxLines).join('\n');
  }
}
