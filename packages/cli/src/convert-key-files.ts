import { createHash } from 'node:crypto';
import { formatPin, LivepinError } from '@livepin/core';
import {
  type Arranged,
  checkExpressible,
  type KeyFileFormat,
  type KeyFilePart,
  readKeyFile,
  selectPart,
  writeKeyFile,
} from '@livepin/pki';
import type { Console, Result } from './command.ts';
import { isThere, writeOutput } from './files.ts';
import { choosePassphrase, newVariable, readWithPassphrase } from './passphrase.ts';
import { columns } from './style.ts';
import { usage } from './usage-error.ts';

export interface KeyFileConversion {
  readonly files: readonly string[];
  readonly format: KeyFileFormat;
  readonly part: KeyFilePart | undefined;
  /** Undefined: standard output. */
  readonly out: string | undefined;
  readonly alias: string | undefined;
  readonly isLegacy: boolean;
  readonly isPlain: boolean;
}

/** What was written, as a line each. */
interface Row {
  readonly pin: string;
  readonly kind: 'private key' | 'certificate' | 'certificate request' | 'public key';
  readonly subject?: string;
}

/** Converts files of keys and certificates into one. @returns null where it went to standard output */
export async function convertKeyFiles(conversion: KeyFileConversion, console: Console): Promise<Result | null> {
  const { files, format, part, out, alias, isLegacy, isPlain } = conversion;
  checkCommandLine(conversion, console);
  const held = [];
  for (const file of files) held.push(...(await readWithPassphrase(file, readKeyFile)));
  const arranged = selectPart(held, part);
  checkExpressible(arranged, format);
  const isSecret = arranged.keys.length > 0;
  if (isSecret && isPlain && out === undefined)
    throw usage('A private key that is not encrypted goes into a file only: name it with --out.');
  if (out !== undefined && (await isThere(out)))
    throw new LivepinError('LP_FILE_EXISTS', `${out} is there already, and is left as it is.`);
  const isProtected = isSecret || isStore(format);
  const passphrase =
    isProtected && !isPlain ? await choosePassphrase(out ?? 'what is written', newVariable) : undefined;
  const protection = isLegacy ? 'legacy' : 'modern';
  const bytes = writeKeyFile(arranged, format, { passphrase, protection, alias, now: Date.now() / 1000 });
  if (format === 'jks' && isSecret)
    console.note('A .jks file protects its keys weakly; Java reads PKCS#12 as well, since version 8: --to p12');
  if (out === undefined) {
    process.stdout.write(bytes);
    return null;
  }
  await writeOutput(out, bytes, { isSecret });
  const rows = rowsOf(arranged);
  return {
    json: { file: out, format, isEncrypted: isSecret && passphrase !== undefined, holds: rows },
    lines: (style) => [
      `made ${out}`,
      ...columns(rows.map(({ pin, kind, subject }) => [style.strong(pin), subject ? `${kind} ${subject}` : kind])),
    ],
  };
}

function isStore(format: KeyFileFormat): boolean {
  return format === 'p12' || format === 'jks';
}

function checkCommandLine({ files, format, out, alias }: KeyFileConversion, { isJson }: Console): void {
  if (files.length === 0) throw usage('Nothing was given to convert: name a file, or - for standard input.');
  if (out === undefined && isJson) throw usage('With --json the result needs a file of its own: name it with --out.');
  if (out === undefined && format !== 'pem' && process.stdout.isTTY)
    throw usage(`The ${format} form is not for a terminal: name a file with --out.`);
  if (alias !== undefined && !isStore(format))
    throw usage('Only key stores have names in them: --alias is for p12 and jks.');
}

function rowsOf({ keys, certificates, requests, publicKeys }: Arranged): Row[] {
  const ofCertificate = ({ pin, subjectText }: { pin: string; subjectText: string }): Row => ({
    pin,
    kind: 'certificate',
    subject: subjectText,
  });
  return [
    ...keys.flatMap(({ spki, chain }) => [
      { pin: pinOf(spki), kind: 'private key' as const },
      ...chain.map(ofCertificate),
    ]),
    ...certificates.map(({ certificate }) => ofCertificate(certificate)),
    ...requests.map(({ spki }) => ({ pin: pinOf(spki), kind: 'certificate request' as const })),
    ...publicKeys.map((spki) => ({ pin: pinOf(spki), kind: 'public key' as const })),
  ];
}

function pinOf(spki: Uint8Array): string {
  return formatPin(createHash('sha256').update(spki).digest());
}
