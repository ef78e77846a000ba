import { type BinaryText, textOf } from './binary-text.ts';

/** The beginning and the end of a secret, with its length in characters: enough to recognise, too little to use. */
export function sampleOf(value: BinaryText): string {
  const characters = [...textOf(value).replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '·')];
  const { length } = characters;
  const [first, last] = length < 12 ? [1, 0] : length < 24 ? [2, 2] : [4, 2];
  return `${characters.slice(0, first).join('')}…${characters.slice(length - last).join('')} (${length})`;
}
