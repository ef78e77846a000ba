export type { RootSketch } from './authority.ts';
export { app, chainOf, day0, domain, makeBundle, makeRoot, oneDay, pinKeys, rootKeys } from './authority.ts';
export type { TestKey } from './keys.ts';
export { testKey, testPin } from './keys.ts';
