import type { BinaryText } from './binary-text.ts';
import type { Layer, Span } from './layers.ts';

/** Something that leaks, and where in a text it stands. */
export interface Finding {
  readonly kind: 'canary' | 'pattern';
  readonly name: string;
  /** As in a `Leak`. */
  readonly encoding: string;
  /** What leaks, without its encodings. */
  readonly value: BinaryText;
  readonly span: Span;
}

/** The encodings from the inside out: "base64, then URL-encoded". */
export function encodingOf(layer: Layer, innermost = 'as it is'): string {
  const encodings = [...(innermost === 'as it is' ? [] : [innermost]), ...layer.encodings.toReversed()];
  return encodings.length === 0 ? 'as it is' : encodings.join(', then ');
}

/** Which places of one text are known to hold something: what is seen again under another encoding is no second find. */
export class FoundPlaces {
  readonly #length: number;
  readonly #places = new Map<unknown, Uint8Array>();

  /** @param length of the text */
  constructor(length: number) {
    this.#length = length;
  }

  /** Whether a part of the place is known for this already. */
  has(what: unknown, { start, end }: Span): boolean {
    return this.#places.get(what)?.subarray(start, end).includes(1) ?? false;
  }

  add(what: unknown, { start, end }: Span): void {
    const places = this.#places.get(what) ?? new Uint8Array(this.#length);
    this.#places.set(what, places);
    places.fill(1, start, end);
  }
}
