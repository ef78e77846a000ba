// Where the verdict differs from what C2SP's x509-limbo expects, or from what OpenSSL says of the same certificates, and
// why that is meant. Every other case must agree with both: "OpenSSL too" is checked, not claimed.

const sameAsOpenSsl =
  'a rule of the CA/Browser Forum for issuers; OpenSSL, whose handshake comes first, does not ask for it, and no attacker gains by it';
const noCrl = 'revocation lists are not looked at: the owner revokes keys with the bundle';
const noDepthOption = 'the case sets a depth that no client of ours can set';
const nodesName = 'host names are compared by Node (checkServerIdentity), not by the path';
const harmlessLeniency = 'the RFC asks it of issuers; what is said is understood and obeyed all the same';

// Node 22 has other rules for addresses of IPv6.
const isBeforeNode24 = Number.parseInt(process.versions.node, 10) < 24;
const addressesOfNode24 = {
  'webpki::cn::ipv6-uppercase-mismatch': nodesName,
  'webpki::cn::ipv6-uncompressed-mismatch': nodesName,
  'webpki::cn::ipv6-non-rfc5952-mismatch': nodesName,
};

export const wronglyAccepted: Readonly<Record<string, string>> = {
  ...(isBeforeNode24 ? {} : addressesOfNode24),
  'crl::revoked-certificate-with-crl': noCrl,
  'crl::crlnumber-missing': noCrl,
  'crl::crlnumber-critical': noCrl,
  'crl::issuer-missing-crlsign': noCrl,
  'pathlen::max-chain-depth-0-exhausted': noDepthOption,
  'pathlen::max-chain-depth-1-exhausted': noDepthOption,
  'rfc5280::aki::leaf-missing-aki': harmlessLeniency,
  'rfc5280::aki::intermediate-missing-aki': harmlessLeniency,
  'rfc5280::nc::permitted-dns-match-noncritical': harmlessLeniency,
  'rfc5280::nc::invalid-dnsname-leading-period':
    'a constraint with a leading dot is in use; it is read as "below only", the stricter reading',
  'rfc5280::nc::not-allowed-in-ee-noncritical': harmlessLeniency,
  'rfc5280::nc::not-allowed-in-ee-critical': harmlessLeniency,
  'rfc5280::pc::ica-noncritical-pc':
    'policies are not followed; constraints on them count when critical, as the RFC has them',
  'rfc5280::san::noncritical-with-empty-subject': harmlessLeniency,
  'rfc5280::san::underscore-dns': 'names with underscores are in use',
  'rfc5280::serial::too-long': sameAsOpenSsl,
  'rfc5280::serial::zero': sameAsOpenSsl,
  'rfc5280::ski::root-missing-ski': harmlessLeniency,
  'rfc5280::ski::intermediate-missing-ski': harmlessLeniency,
  'rfc5280::root-non-critical-basic-constraints': harmlessLeniency,
  'rfc5280::leaf-ku-keycertsign': harmlessLeniency,
  'webpki::aki::root-with-aki-missing-keyidentifier': sameAsOpenSsl,
  'webpki::cn::ipv4-hex-mismatch': nodesName,
  'webpki::cn::ipv4-leading-zeros-mismatch': nodesName,
  'webpki::cn::punycode-not-in-san': nodesName,
  'webpki::cn::utf8-vs-punycode-mismatch': nodesName,
  'webpki::cn::not-in-san': nodesName,
  'webpki::cn::case-mismatch': nodesName,
  'webpki::eku::ee-anyeku': sameAsOpenSsl,
  'webpki::eku::ee-critical-eku': sameAsOpenSsl,
  'webpki::eku::ee-without-eku': sameAsOpenSsl,
  'webpki::eku::root-has-eku': sameAsOpenSsl,
  'webpki::san::public-suffix-multi-label-wildcard-san': nodesName,
  'webpki::san::public-suffix-private-namespace-wildcard-san': nodesName,
  'webpki::san::wildcard-embedded-leftmost-san': nodesName,
  'webpki::san::no-san': nodesName,
  'webpki::san::san-critical-with-nonempty-subject': sameAsOpenSsl,
  'webpki::malformed-aia': 'places to fetch issuers from are never used',
  'webpki::forbidden-rsa-not-divisible-by-8-in-root': sameAsOpenSsl,
  'webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf': sameAsOpenSsl,
  'webpki::v1-cert': sameAsOpenSsl,
  'webpki::ee-basicconstraints-ca': sameAsOpenSsl,
};

const keyUsageOfLeaf = 'the leaf has a key usage that is not for TLS servers; OpenSSL refuses it too';

export const wronglyRefused: Readonly<Record<string, string>> = {
  ...(isBeforeNode24 ? { 'rfc5280::nc::permitted-ipv6-match': nodesName } : {}),
  'cve::cve-2024-0567': 'a cycle of cross-signs whose root is not self-signed: it is no anchor; OpenSSL refuses it too',
  'pathlen::validation-ignores-pathlen-in-leaf': keyUsageOfLeaf,
  'rfc5280::ca-as-leaf': keyUsageOfLeaf,
  'rfc5280::root-and-intermediate-swapped':
    'an intermediate that is trusted does not end a path unless an application says so; OpenSSL refuses it too',
};

const noSecondTry =
  'a path is there, and found; OpenSSL takes the first issuer of the right name, and no other when that one fails';
const issuerAtFault = 'the suite expects the refusal; OpenSSL is laxer than the RFC';

/** Of the cases that are about now. */
export const notAsOpenSsl: Readonly<Record<string, string>> = {
  'cve::cve-2025-61727': 'the wildcard takes in a host that is excluded: the suite expects the refusal',
  'rfc5280::nc::nc-forbids-dnsname-wildcard-san': 'the same',
  'rfc5280::nc::nc-permits-invalid-dns-san': issuerAtFault,
  'rfc5280::nc::nc-forbids-alternate-chain-ica': noSecondTry,
  'rfc5280::nc::nc-forbids-same-chain-ica': noSecondTry,
  'rfc5280::root-missing-basic-constraints': issuerAtFault,
  'webpki::nc::intermediate-permitted-excluded-subtrees-both-null': issuerAtFault,
  'webpki::nc::intermediate-permitted-excluded-subtrees-both-empty-sequences': issuerAtFault,
  'webpki::san::unicode-emoji-san': issuerAtFault,
  'webpki::forbidden-dsa-root': 'no DSA: the suite expects the refusal; OpenSSL does not mind it in a root',
};

const lastSecond =
  'a certificate is valid through its notAfter, that second included (RFC 5280 §4.1.2.5), as the suite expects; for OpenSSL it has expired in that second';

/** Of the cases that say what time it is. */
export const notAsOpenSslAtTheirTime: Readonly<Record<string, string>> = {
  'rfc5280::validity::notafter-exact': lastSecond,
  'rfc5280::validity::notafter-fractional': lastSecond,
};
