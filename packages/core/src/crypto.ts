import type { PublicKey } from './public-key.ts';

/**
 * The one seam to cryptography: a platform's native implementation can take the place of the portable one
 * (`@livepin/core/portable`, `@livepin/core/web`). Whatever stands here must pass the vectors in `spec/vectors`.
 */
export interface Crypto {
  sha256(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /**
   * Says whether `signature` (64 bytes: r‖s for ES256, RFC 7518 §3.4; R‖S for Ed25519, RFC 8032) is the key's over
   * `message`. Answers false for anything that does not verify, and throws for nothing that a peer can send. High-s
   * ECDSA signatures are good: KMS and HSM make them.
   */
  verify(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
}
