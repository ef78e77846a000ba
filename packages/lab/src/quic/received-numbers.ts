import type { Range } from './frames.ts';

// What is older is taken as received: its sender has sent it again long since.
const maxRanges = 32;

/** Which packets of one space have come (RFC 9000 §13.2.3). */
export class ReceivedNumbers {
  /** The latest first, with gaps between them. */
  #ranges: Range[] = [];
  #floor = -1;

  get ranges(): readonly Range[] {
    return this.#ranges;
  }

  get largest(): number {
    return this.#ranges[0]?.to ?? -1;
  }

  has(number: number): boolean {
    return number <= this.#floor || this.#ranges.some(({ from, to }) => number >= from && number <= to);
  }

  /** @param number one that it does not have */
  add(number: number): void {
    const before = this.#ranges.filter(({ to }) => to < number - 1);
    const after = this.#ranges.filter(({ from }) => from > number + 1);
    const below = this.#ranges.find(({ to }) => to === number - 1);
    const above = this.#ranges.find(({ from }) => from === number + 1);
    this.#ranges = [...after, { from: below?.from ?? number, to: above?.to ?? number }, ...before];
    for (const { to } of this.#ranges.splice(maxRanges)) this.#floor = Math.max(this.#floor, to);
  }
}
