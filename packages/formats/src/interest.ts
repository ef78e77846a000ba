/** Files in which a rule or a reader can have something to say, and by which words. */
interface Interest {
  /** Endings of names, without the dot; an empty one is that of names without a dot. */
  readonly endings: readonly string[];
  /** ASCII of which each such file has at least one. */
  readonly marks: readonly string[];
  /** A part of each mark, which is looked for first. */
  readonly quick: readonly string[];
}

/**
 * Measured over 9 MB of real programs with V8: words of up to six letters that begin with a rare one, as capitals and signs
 * are, are passed over at 8,000 to 20,000 MB a second each, longer ones and small letters at 1,700 to 3,000, a pattern of ten
 * alternatives at 200. So that pattern is asked last, of the few files that get there.
 */
export const interests: readonly Interest[] = [
  {
    endings: ['xml', 'config'],
    marks: ['<network-security-config', 'pin-sha256='],
    quick: ['-secur', '-sha25'],
  },
  {
    endings: ['plist'],
    marks: ['NSAppTransportSecurity', 'NSPinnedDomains', 'SPKI-SHA256-BASE64', 'TSK'],
    quick: ['NSAppT', 'Pinned', 'SPKI', 'TSK'],
  },
  {
    endings: ['json', 'json5'],
    marks: [
      ...['"sha256Keys"', '"fingerprints"', '"public-key-sha256"', '"*"', 'livepin-static-pins/', 'pin-sha256='],
      ...['NSAppTransportSecurity', 'NSPinnedDomains', 'TSKConfiguration', 'TSKPinnedDomains'],
    ],
    quick: ['256Key', 'ingerp', '-sha25', '*"', '-stati', 'NSAppT', 'Pinned', 'TSKCon'],
  },
  {
    endings: ['kt', 'kts', 'java', 'gradle', 'groovy', 'scala'],
    marks: [
      ...['CertificatePinner', 'addPublicKeyPins', 'TrustManager', 'checkServerTrusted', 'ostnameVerifier'],
      ...['onReceivedSslError', 'WebView'],
    ],
    quick: ['Pinner', 'KeyPin', 'TrustM', 'Truste', 'Verifi', 'SslErr', 'WebVie'],
  },
  {
    endings: ['swift', 'm', 'mm', 'h'],
    marks: [
      ...['TSKPinnedDomains', 'TSKPublicKeyHashes', 'CertificatePinner', 'TrustEvaluator', 'DisabledEvaluator'],
      ...['allowInvalidCertificates', 'AFSSLPinningMode', 'didReceive challenge', 'didReceiveChallenge'],
      ...[
        'validatesDomainName',
        'setAllowsAnyHTTPSCertificate',
        'WebView',
        'SFSafariViewController',
        'ASWebAuthenticationSession',
      ],
    ],
    quick: ['Pinn', 'TSKPub', 'Evalua', 'Invali', 'Receiv', 'Domain', 'AnyHTT', 'WebVie', 'SFSafa', 'ASWebA'],
  },
  {
    endings: ['js', 'jsx', 'mjs', 'cjs', 'ts', 'tsx', 'mts', 'cts'],
    marks: [
      ...['initializeSslPinning', 'sslPinning', 'rejectUnauthorized', 'REJECT_UNAUTHORIZED', 'checkServerIdentity'],
      ...['setCertificateVerifyProc', 'setServerTrustMode', 'WebView', 'pin-sha256=', 'fingerprint256'],
      'disableAllSecurity',
    ],
    quick: ['Pinnin', 'Unauth', 'UNAUTH', 'Identi', 'Verify', 'TrustM', 'WebVie', '-sha25', 'nt256', 'AllSec'],
  },
  {
    endings: ['dart'],
    marks: [
      ...['adCertificate', 'ertificatePinning', 'SecureHttpClient', 'setTrustedCertificates', 'SecurityContext'],
      ...['WebView', 'webview'],
    ],
    quick: ['Certif', 'Pinnin', 'Secure', 'Securi', 'WebVie', 'webvie'],
  },
  {
    endings: ['cs'],
    marks: ['ertificateValidation', 'ertificateCustomValidation', 'DangerousAcceptAny', 'CertificateHandler'],
    quick: ['Valida', 'Danger', 'Handle'],
  },
  {
    endings: ['go'],
    marks: ['InsecureSkipVerify', 'VerifyPeerCertificate', 'VerifyConnection', 'pin-sha256='],
    quick: ['Verify', '-sha25'],
  },
  {
    endings: ['py'],
    marks: [
      ...['assert_fingerprint', 'Fingerprint(', '_create_unverified_context', 'CERT_NONE', 'verify=False'],
      ...['verify = False', 'ssl=False', 'ssl = False', 'pin-sha256='],
    ],
    quick: ['_finge', 'Finger', '_unver', 'CERT_N', 'False', '-sha25'],
  },
  {
    endings: [
      'sh',
      'bash',
      'zsh',
      'bats',
      'yml',
      'yaml',
      'mk',
      'conf',
      'toml',
      'txt',
      'env',
      'htaccess',
      'rb',
      'php',
      '',
    ],
    marks: ['curl ', '--pinnedpubkey', 'pin-sha256=', 'NODE_TLS_REJECT_UNAUTHORIZED'],
    quick: ['curl ', '-pinne', '-sha25', 'TLS_RE'],
  },
];

/** How a text is searched for the words of its kind. */
export interface WordSearch {
  isIn(text: string): boolean;
}

const searches = new Map(
  interests.flatMap((interest) => {
    const search = searchFor(interest);
    return interest.endings.map((ending) => [ending, search] as const);
  }),
);

// Manifests, build files, lock files, and the names that a form always has.
const names = new Set([
  ...['AndroidManifest.xml', 'build.gradle', 'build.gradle.kts', 'libs.versions.toml', 'gradle.lockfile'],
  ...['package.json', 'package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'app.json', 'config.xml', 'ssl_config.json'],
  'pubspec.yaml',
]);

/**
 * @param path or the name alone
 * @returns `name`: the file is looked at whatever stands in it; a search: where that finds something; null: it is not
 */
export function interestIn(path: string): 'name' | WordSearch | null {
  const name = nameOf(path);
  if (names.has(name) || isInfoPlist(name) || isXmlResource(path)) return 'name';
  const dot = name.lastIndexOf('.');
  return searches.get(dot === -1 ? '' : name.slice(dot + 1)) ?? null;
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function isInfoPlist(name: string): boolean {
  return name.endsWith('.plist') && name.includes('Info');
}

/** What a manifest can name: which of them it does is not known while a project is walked through. */
function isXmlResource(path: string): boolean {
  return path.endsWith('.xml') && path.includes('/res/xml/');
}

function searchFor({ quick, marks }: Interest): WordSearch {
  const pattern = new RegExp(marks.map((mark) => mark.replaceAll(/[*(]/g, '\\$&')).join('|'));
  return { isIn: (text) => quick.some((word) => text.includes(word)) && pattern.test(text) };
}
