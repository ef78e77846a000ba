// Writes packages/formats/src/lint/public-roots.ts: the keys of the roots that devices trust, so that pins of them are known.
// Usage: node scripts/generate-public-roots.ts FOLDER    FOLDER: of PEM files, as Debian's ca-certificates installs it
// Roots of Node's own list are added, and what is in the table stays: a root that stores drop is pinned in apps for years.
import { createHash, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { publicRoots } from '../packages/formats/src/lint/public-roots.ts';

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Name the folder of root certificates, as Debian has it in ca-certificates.');
  process.exit(2);
}

const stored = readdirSync(folder)
  .filter((name) => name.endsWith('.crt'))
  .map((name) => readFileSync(join(folder, name), 'utf8'));
const roots = new Map(publicRoots);
for (const pem of [...stored, ...rootCertificates]) {
  const certificate = new X509Certificate(pem);
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
  roots.set(createHash('sha256').update(key).digest('base64'), nameOf(certificate.subject));
}

/** The name that people know a root by: its common name, or where it has none, its unit or organization. */
function nameOf(subject: string): string {
  const parts = new Map(
    subject.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  return parts.get('CN') ?? parts.get('OU') ?? parts.get('O') ?? subject.replaceAll('\n', ', ');
}

const quoted = (text: string) => (text.includes("'") ? JSON.stringify(text) : `'${text}'`);
const rows = [...roots]
  .toSorted(([a, nameA], [b, nameB]) => (`${nameA}\n${a}` < `${nameB}\n${b}` ? -1 : 1))
  .map(([pin, name]) => `  ['${pin}', ${quoted(name)}],\n`);
writeFileSync(
  new URL('../packages/formats/src/lint/public-roots.ts', import.meta.url),
  `// Made by scripts/generate-public-roots.ts from the root stores of Debian and Node.

/** By pin, the names of roots of public CAs. */
export const publicRoots: ReadonlyMap<string, string> = new Map([
${rows.join('')}]);
`,
);
console.log(`${roots.size} roots`);
