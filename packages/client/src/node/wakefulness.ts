/** The longest that Node's timers can wait. */
const longestMilliseconds = 2 ** 31 - 1;

/** Keeps the process from ending while anybody holds it. */
export class Wakefulness {
  // One for all: to make a timer and take it away costs a connection more than all else that is done for it here.
  readonly #timer = setInterval(() => undefined, longestMilliseconds).unref();
  #holders = 0;
  #isClosed = false;

  hold(): void {
    if (this.#holders++ === 0) this.#timer.ref();
  }

  release(): void {
    if (--this.#holders > 0) return;
    this.#timer.unref();
    if (this.#isClosed) clearInterval(this.#timer);
  }

  /** Who holds it still is waited for. */
  close(): void {
    this.#isClosed = true;
    if (this.#holders === 0) clearInterval(this.#timer);
  }
}
