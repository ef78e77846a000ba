/** Files in which a rule or a reader can have something to say, and by which words. */
interface Interest {
  /** Endings of names, without the dot; an empty one is that of names without a dot. */
  readonly endings: readonly string[];
  /** ASCII of which each such file has at least one. Parts of words: what more they let in costs little. */
  readonly marks: readonly string[];
}

// Marks begin with capitals where they can: capitals are rare, and a search passes over all else. Measured over real
// programs: 1,500 MB a second for four such words, 300 for four of small letters, 200 for ten at once.
const interests: readonly Interest[] = [
  { endings: ['xml', 'config'], marks: ['network-security-config', 'pin-sha256'] },
  { endings: ['plist'], marks: ['AppTransport', 'Pinned', 'SPKI-SHA256', 'TSK'] },
  {
    endings: ['json', 'json5'],
    marks: ['sha256', 'AppTransport', 'Pinned', 'TSK', 'ingerprint', 'livepin-static', '"*"'],
  },
  {
    endings: ['kt', 'kts', 'java', 'gradle', 'groovy', 'scala'],
    marks: ['Pinn', 'Trust', 'WebView', 'SslError', 'Verifier', 'KeyPins', 'pin-sha256'],
  },
  {
    endings: ['swift', 'm', 'mm', 'h'],
    marks: [
      ...['Pinn', 'TSK', 'Trust', 'WebView'],
      ...['InvalidCert', 'DisabledEv', 'AuthenticationC', 'SFSafari', 'ASWebA', 'DomainName'],
    ],
  },
  {
    endings: ['js', 'jsx', 'mjs', 'cjs', 'ts', 'tsx', 'mts', 'cts'],
    marks: [
      ...['Pinning', 'Unauthorized', 'WebView', 'ServerId'],
      ...['UNAUTHORIZED', 'CertificateV', 'TrustMode', 'webview', 'pin-sha256'],
    ],
  },
  { endings: ['dart'], marks: ['Certificate', 'SecureHttp', 'WebView', 'Trusted', 'webview'] },
  {
    endings: ['cs', 'go', 'py'],
    marks: [
      ...['Certificate', 'InsecureSkip', 'VerifyConn', 'Fingerprint'],
      ...['CERT_NONE', '_fingerprint', '_unverified', 'verify=F', 'verify = F', 'ssl=F', 'pinnedpubkey', 'pin-sha256'],
    ],
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
    marks: ['curl', 'pin-sha256', 'NODE_TLS_REJECT'],
  },
];

/** How a text is searched for one of several words. */
export interface WordSearch {
  isIn(text: string): boolean;
}

const searches = new Map(
  interests.flatMap(({ endings, marks }) => {
    const search = searchFor(marks);
    return endings.map((ending) => [ending, search] as const);
  }),
);

// Manifests, build files, lock files, and the names that a form always has.
const names = new Set([
  ...['AndroidManifest.xml', 'build.gradle', 'build.gradle.kts', 'libs.versions.toml', 'gradle.lockfile'],
  ...['package.json', 'package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'app.json', 'config.xml', 'ssl_config.json'],
]);

/** @returns `name`: the file is looked at whatever stands in it; a search: where that finds something; null: it is not */
export function interestIn(name: string): 'name' | WordSearch | null {
  if (names.has(name) || (name.endsWith('.plist') && name.includes('Info'))) return 'name';
  const dot = name.lastIndexOf('.');
  return searches.get(dot === -1 ? '' : name.slice(dot + 1)) ?? null;
}

/** Several searches for few words take less time than one for many. */
function searchFor(words: readonly string[]): WordSearch {
  const patterns: RegExp[] = [];
  for (let at = 0; at < words.length; at += 4)
    patterns.push(
      new RegExp(
        words
          .slice(at, at + 4)
          .map(literal)
          .join('|'),
      ),
    );
  return { isIn: (text) => patterns.some((pattern) => pattern.test(text)) };
}

function literal(word: string): string {
  return word.replaceAll('*', '\\*');
}
