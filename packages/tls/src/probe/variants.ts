import { createSecureContext, type SecureContext } from 'node:tls';

/** The kinds of keys that a server can have certificates for side by side; which one it shows depends on what is asked for. */
export const variants = ['ecdsa', 'rsa', 'ed25519'] as const;

export type Variant = (typeof variants)[number];

// In TLS 1.2 the cipher suite names the kind of key, in TLS 1.3 the signature algorithm does (RFC 8446 §4.2.3). The old
// RSA algorithms are there for the signatures within a chain: of a handshake of TLS 1.3 they are no part, so an ECDSA
// certificate of a CA with an RSA key is shown, and the server's own RSA certificate is not.
const ofChains = 'rsa_pkcs1_sha256:rsa_pkcs1_sha384:rsa_pkcs1_sha512';
const suites13 = 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256';
const suitesOf = (key: string) =>
  ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'CHACHA20-POLY1305'].map((suite) => `ECDHE-${key}-${suite}`).join(':');

const asked: Readonly<Record<Variant, { readonly ciphers: string; readonly sigalgs: string }>> = {
  ecdsa: {
    ciphers: `${suites13}:${suitesOf('ECDSA')}`,
    sigalgs: `ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512:${ofChains}`,
  },
  rsa: {
    ciphers: `${suites13}:${suitesOf('RSA')}:AES128-GCM-SHA256:AES256-GCM-SHA384`,
    sigalgs: `rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:${ofChains}`,
  },
  ed25519: { ciphers: `${suites13}:${suitesOf('ECDSA')}`, sigalgs: `ed25519:${ofChains}` },
};

// Without the hybrid that newer versions of Node offer first: what is shown does not depend on it, nobody's secrets pass
// here, it costs a third of a handshake, and some boxes in between lose a first message of more than one packet.
const groups = 'X25519:P-256:P-384:P-521:X448';

const contexts = new Map<Variant | null, SecureContext>();

/** What a handshake offers: for a variant only what leads to it, for null what Node offers by itself. Made once. */
export function contextFor(variant: Variant | null): SecureContext {
  const known = contexts.get(variant);
  if (known) return known;
  // No anchors: OpenSSL's opinion of the chain is not asked, and reading the platform's would cost more than a handshake.
  const context = createSecureContext({ ca: [], ecdhCurve: groups, ...(variant === null ? {} : asked[variant]) });
  contexts.set(variant, context);
  return context;
}
