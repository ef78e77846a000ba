/** Standards that findings name. Their ids move, so that they stand in this one table. */
export const standards = {
  'MASVS-NETWORK-1': {
    title: 'OWASP MASVS: the app secures all network traffic according to current best practices',
    url: 'https://mas.owasp.org/MASVS/controls/MASVS-NETWORK-1/',
  },
  'MASVS-NETWORK-2': {
    title: 'OWASP MASVS: the app performs identity pinning for all remote endpoints that its developer controls',
    url: 'https://mas.owasp.org/MASVS/controls/MASVS-NETWORK-2/',
  },
  'MASWE-0047': {
    title: 'OWASP MASWE: insecure identity pinning',
    url: 'https://mas.owasp.org/MASWE/MASVS-NETWORK/MASWE-0047/',
  },
  'MASWE-0052': {
    title: 'OWASP MASWE: insecure certificate validation',
    url: 'https://mas.owasp.org/MASWE/MASVS-NETWORK/MASWE-0052/',
  },
  'MASTG-TEST-0235': {
    title: 'OWASP MASTG: Android configurations that permit cleartext traffic',
    url: 'https://mas.owasp.org/MASTG/tests/android/MASVS-NETWORK/MASTG-TEST-0235/',
  },
  'MASTG-TEST-0242': {
    title: 'OWASP MASTG: missing pins in the Network Security Config',
    url: 'https://mas.owasp.org/MASTG/tests/android/MASVS-NETWORK/MASTG-TEST-0242/',
  },
  'MASTG-TEST-0243': {
    title: 'OWASP MASTG: expired pins in the Network Security Config',
    url: 'https://mas.owasp.org/MASTG/tests/android/MASVS-NETWORK/MASTG-TEST-0243/',
  },
  'MASTG-TEST-0244': {
    title: 'OWASP MASTG: missing pinning in network traffic',
    url: 'https://mas.owasp.org/MASTG/tests/android/MASVS-NETWORK/MASTG-TEST-0244/',
  },
  'MASTG-TEST-0286': {
    title: 'OWASP MASTG: Network Security Config that trusts CAs of the user',
    url: 'https://mas.owasp.org/MASTG/tests/android/MASVS-NETWORK/MASTG-TEST-0286/',
  },
  'MASTG-TEST-0385': {
    title: 'OWASP MASTG: missing pins in App Transport Security',
    url: 'https://mas.owasp.org/MASTG/tests/ios/MASVS-NETWORK/MASTG-TEST-0385/',
  },
  'CWE-295': { title: 'Improper certificate validation', url: 'https://cwe.mitre.org/data/definitions/295.html' },
  'CWE-297': {
    title: 'Improper validation of a certificate with a host mismatch',
    url: 'https://cwe.mitre.org/data/definitions/297.html',
  },
  'CWE-319': {
    title: 'Cleartext transmission of sensitive information',
    url: 'https://cwe.mitre.org/data/definitions/319.html',
  },
  'CWE-328': { title: 'Use of a weak hash', url: 'https://cwe.mitre.org/data/definitions/328.html' },
  'CWE-1104': {
    title: 'Use of unmaintained third-party components',
    url: 'https://cwe.mitre.org/data/definitions/1104.html',
  },
  'RFC 7469': { title: 'Public Key Pinning Extension for HTTP', url: 'https://www.rfc-editor.org/rfc/rfc7469' },
  MissingBackupPin: {
    title: 'Android Lint: missing backup pin',
    url: 'https://googlesamples.github.io/android-custom-lint-rules/checks/MissingBackupPin.md.html',
  },
  PinSetExpiry: {
    title: 'Android Lint: validate the expiration of a pin set',
    url: 'https://googlesamples.github.io/android-custom-lint-rules/checks/PinSetExpiry.md.html',
  },
  InsecureBaseConfiguration: {
    title: 'Android Lint: insecure base configuration',
    url: 'https://googlesamples.github.io/android-custom-lint-rules/checks/InsecureBaseConfiguration.md.html',
  },
  NetworkSecurityConfig: {
    title: 'Android Lint: valid Network Security Config file',
    url: 'https://googlesamples.github.io/android-custom-lint-rules/checks/NetworkSecurityConfig.md.html',
  },
  AcceptsUserCertificates: {
    title: 'Android Lint: CAs of the user are accepted',
    url: 'https://googlesamples.github.io/android-custom-lint-rules/checks/AcceptsUserCertificates.md.html',
  },
} as const;

export type StandardId = keyof typeof standards;

/** Null for what is not in the table. */
export function standardOf(id: string): { readonly title: string; readonly url: string } | null {
  return Object.hasOwn(standards, id) ? standards[id as StandardId] : null;
}
