export type { BundleOutcome } from './accept-bundle.ts';
export { acceptBundle } from './accept-bundle.ts';
export type { RootOutcome } from './accept-root.ts';
export { acceptRoot } from './accept-root.ts';
export { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from './base64.ts';
export type { Bundle, BundleContent, BundleOrder, PinSet } from './bundle.ts';
export {
  appForm,
  compareBundles,
  compareVersions,
  maxLifetimeSeconds,
  minLifetimeSeconds,
  parseBundle,
  parseContent,
} from './bundle.ts';
export type { ClientState, Freshness, HeldBundle, Memory } from './client-state.ts';
export { bundleInForce, freshnessOf, isRootExpired, newestRoot, nowFor } from './client-state.ts';
export type { Crypto } from './crypto.ts';
export type { Enforcement } from './enforcement.ts';
export { admissionOf, enforcementOf } from './enforcement.ts';
export type { ErrorCode, Refusal } from './errors.ts';
export { LivepinError } from './errors.ts';
export type { Host } from './host.ts';
export { isAddress, normalizeHost, parseHost } from './host.ts';
export { parseHttpsUrl } from './https-url.ts';
export type { Json, JsonObject } from './json.ts';
export { parseJson } from './json.ts';
export type { Judgement, PathCertificate, VerifiedPath } from './judge-path.ts';
export { asVerifiedPath, judgePath, judgePaths, needsPath } from './judge-path.ts';
export type { DocumentType, Jws } from './jws.ts';
export { maxDepth, maxDocumentBytes, maxSignatures, parseJws, verifyJws } from './jws.ts';
export { asObject, integerMember, member, stringMember } from './members.ts';
export { mergeStates } from './merge-states.ts';
export type { Embedded, Opened } from './open-state.ts';
export { openState } from './open-state.ts';
export type { Unseeded } from './open-unseeded.ts';
export { openUnseeded } from './open-unseeded.ts';
export type { Pin } from './pin.ts';
export { formatPin, parsePin } from './pin.ts';
export type { Policy } from './policy.ts';
export { findPinSet, policyOf } from './policy.ts';
export type { Algorithm, Kid, ListedKey, PublicKey } from './public-key.ts';
export { parseKey } from './public-key.ts';
export type { HealPlan, HealRecord } from './schedule.ts';
export {
  afterHeal,
  healWaitSeconds,
  noHeals,
  placesToAsk,
  planHeal,
  refreshPause,
  staleWaitSeconds,
} from './schedule.ts';
export type { StoredState } from './stored-state.ts';
export { formatStored, parseStored, sameStored, storedOf } from './stored-state.ts';
export type { ChainId, Role, TrustRoot } from './trust-root.ts';
export { parseTrustRoot } from './trust-root.ts';
export { decodeUtf8, encodeUtf8 } from './utf8.ts';
