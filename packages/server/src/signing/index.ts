export { addSignature } from './add-signature.ts';
export type { FirstRootSketch, RootChange } from './root-payload.ts';
export { defaultRootLifetimeSeconds, firstRootPayload, nextRootPayload } from './root-payload.ts';
export type { Jwk, NewSigningKey, SigningKey } from './signing-key.ts';
export { makeSigningKey, publicJwkOf, readSigningKey, thumbprintOf } from './signing-key.ts';
