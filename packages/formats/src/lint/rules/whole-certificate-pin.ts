import { codeIn, has, matchesIn } from '../code.ts';
import { found, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

interface Sign {
  readonly pattern: RegExp;
  readonly what: string;
  /** It counts only where this is in the same program. */
  readonly beside?: RegExp;
  /** It does not where this is. */
  readonly unless?: RegExp;
}

const signs: readonly Sign[] = [
  { pattern: /allowedSHAFingerprints :/, what: 'http_certificate_pinning compares the certificate of the server' },
  { pattern: /assert_fingerprint =/, what: 'urllib3 compares the certificate of the server' },
  { pattern: /(?:aiohttp \. )?Fingerprint \(/, what: 'aiohttp compares the certificate of the server' },
  { pattern: /setServerTrustMode \( "pinned"/, what: 'the plugin compares bundled certificates' },
  { pattern: /PinnedCertificatesTrustEvaluator \(/, what: 'Alamofire compares bundled certificates' },
  { pattern: /AFSSLPinningModeCertificate/, what: 'AFNetworking compares bundled certificates' },
  { pattern: /\. fingerprint256/, what: 'fingerprint256 is the hash of the certificate' },
  {
    pattern: /\. fingerprint/,
    beside: /setCertificateVerifyProc/,
    what: 'fingerprint is the hash of the certificate',
  },
  {
    pattern: /\. (?:GetCertHash|GetCertHashString|Thumbprint)/,
    beside: /\w*ServerCertificate\w*ValidationCallback|RemoteCertificateValidationCallback/,
    what: 'this is the hash of the certificate',
  },
  {
    pattern: /sslPinning : \{ certs :/,
    unless: /pkPinning : true/,
    what: 'without pkPinning, react-native-ssl-pinning compares bundled certificates',
  },
];

export const wholeCertificatePin: Rule = {
  id: 'whole-certificate-pin',
  title: 'Whole certificates are pinned',
  severity: 'warning',
  scope: 'file',
  forms: ['flutter', 'wultra', 'python', 'node', 'cordova', 'alamofire', 'dotnet'],
  meaning:
    'Every renewal changes the certificate, even where its key stays: each time, the apps must know the new one before the server shows it, or they are cut off.',
  repair:
    'Pin keys, where the platform can: livepin generate --list says which forms do. Otherwise keep the list of certificates ahead of every renewal.',
  standards: ['MASWE-0047', 'RFC 7469'],
  bad: {
    files: {
      'service/client.py': `import urllib3

pool = urllib3.HTTPSConnectionPool(
    "api.example.com",
    assert_fingerprint="a73c115e904fd2086b77e19a34c50df82166be439cea70185fd3028bc46e97f0",
)
`,
    },
    at: ['assert_fingerprint'],
  },
  good: {
    files: {
      'service/client.py': `import urllib3

pool = urllib3.HTTPSConnectionPool("api.example.com", ssl_context=pinned_context())
`,
    },
  },
  check: (project) => [
    ...codeIn(project).flatMap((code) =>
      signs
        .filter(({ beside, unless }) => (!beside || has(code, beside)) && !(unless && has(code, unless)))
        .flatMap(({ pattern, what }) =>
          matchesIn(code, pattern).map(({ span }) =>
            found(code, span, `${what}: it must be known to the app before each renewal.`),
          ),
        ),
    ),
    ...placesIn(project)
      .filter(({ form, entry }) => form.ofCertificates && entry.pins.length > 0)
      .map((place) => {
        const { host } = place.entry;
        return found(place, host.span, `${host.text} is pinned by whole certificates: each renewal changes them.`);
      }),
  ],
};
