/** Who signs the leaf that the lab shows. */
export type Signer =
  /** The CA that a user, a company or an attacker installed: mitmproxy's way. */
  | 'user-ca'
  /** A CA of two stages that the device trusts as it trusts public ones. */
  | 'public-ca'
  /** A CA that the device does not know. */
  | 'unknown-ca'
  /** Nobody: the leaf is its own issuer. */
  | 'self'
  /** The user CA by way of an intermediate that has the subject of the genuine issuer; with its key identifiers too, or with none. */
  | 'namesake'
  | 'namesake-with-key-ids';

/** What certificates are shown. A value; `forgeChain` makes them. */
export type ChainSketch =
  | {
      readonly kind: 'forged';
      readonly signer: Signer;
      /** Default: those of the genuine leaf. */
      readonly names?: readonly string[];
      /** Default: those of the genuine leaf. */
      readonly dates?: 'expired';
      /** What of the genuine chain is sent along behind the rogue one. Default nothing. */
      readonly append?: 'intermediates' | 'whole-chain';
    }
  /** The genuine chain as the server shows it, and a key that is not the leaf's. */
  | { readonly kind: 'genuine-without-key' }
  /** The chain and key that the tester gave to the lab: the genuine server itself. */
  | { readonly kind: 'genuine-with-key' };
