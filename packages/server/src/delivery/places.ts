import type { ServerResponse } from 'node:http';

/** A bounded number of places for requests that stay, so that askers cannot fill the memory. */
export class Places {
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Takes a place until the response is over. @returns false: none is free */
  take(response: ServerResponse): boolean {
    if (this.#free <= 0) return false;
    this.#free--;
    response.once('close', () => this.#free++);
    return true;
  }
}
