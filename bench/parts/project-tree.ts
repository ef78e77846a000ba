// Makes the tree that `livepin lint` and its reference go through: the same on every run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Of a hundred files of a mobile project; those of images are never read. */
const shares: Readonly<Record<string, number>> = {
  kt: 18,
  java: 6,
  swift: 12,
  m: 3,
  ts: 12,
  tsx: 10,
  xml: 15,
  png: 15,
  json: 4,
  md: 2,
  dart: 2,
  gradle: 1,
};

// Names and words as programs have them, capitals included: what is searched for must be told from them.
const words = [
  ...[
    'import',
    'class',
    'private',
    'override',
    'fun',
    'val',
    'return',
    'if',
    'else',
    'when',
    'state',
    'remember',
    'const',
  ],
  ...['com.example.shop.feature', 'ItemViewModel', 'savedInstanceState', 'Bundle', 'setContentView', 'RecyclerView'],
  ...['TextView', 'Preferences', 'Provider', 'Service', 'Repository', 'Request', 'Response', 'Throwable', 'Paint'],
  ...[
    'Widget',
    'Window',
    'Validator',
    'VersionCode',
    'Kotlin',
    'KeyEvent',
    'SslContext',
    'Picker',
    'Pin',
    'True',
    'Try',
  ],
  ...[
    'modifier',
    'padding',
    'listOf',
    'string',
    'resource',
    '@Inject',
    'constructor',
    'client',
    'network',
    'cache',
    '= 0',
  ],
];

const config = `<network-security-config>
  <domain-config>
    <domain includeSubdomains="true">api.example.com</domain>
    <pin-set expiration="2100-01-01">
      <pin digest="SHA-256">q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=</pin>
    </pin-set>
  </domain-config>
</network-security-config>
`;

/** @returns the endings of the files that were made */
export function makeProjectTree(folder: string, count: number): string[] {
  const next = generator(20_261_126);
  const bag = Object.entries(shares).flatMap(([ending, share]) => Array<string>(share).fill(ending));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  for (let at = 0; at < count; at++) {
    const ending = pick(bag);
    const kind = ending === 'xml' || ending === 'png' ? 'res' : 'code';
    const path = `module${Math.floor(next() * 80)}/src/main/${kind}/p${Math.floor(next() * 20)}/File${at}.${ending}`;
    // Sizes of source files: few are large.
    const size = 500 - Math.log(1 - next()) * 3_500;
    const lines: string[] = [];
    for (let length = 0; length < size; length += lines.at(-1)!.length + 1) {
      lines.push(`    ${Array.from({ length: 3 + Math.floor(next() * 8) }, () => pick(words)).join(' ')}`);
    }
    write(join(folder, path), lines.join('\n'));
  }
  for (let at = 0; at < 5; at++)
    write(join(folder, `module${at}/src/main/res/xml/network_security_config.xml`), config);
  return Object.keys(shares).filter((ending) => ending !== 'png' && ending !== 'md');
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Numbers from 0 to 1 that look random and are the same each time (a linear congruential generator). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
