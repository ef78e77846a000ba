/** Holds so many values; the one that was neither asked for nor set for longest gives way. */
export class BoundedCache<Value> {
  readonly #values = new Map<string, Value>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get(key: string): Value | undefined {
    const value = this.#values.get(key);
    if (value !== undefined) this.#moveUp(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#moveUp(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#max && oldest !== undefined) this.#values.delete(oldest);
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
  }

  #moveUp(key: string, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, value);
  }
}
