export { readPrivateKey } from './private-key.ts';
export type { FoundKey } from './read-pins.ts';
export { readPins } from './read-pins.ts';
