import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { LivepinError } from '@livepin/core';
import { readSigningKey, type SigningKey } from '@livepin/server/signing';
import { nameOf, readInput } from './files.ts';

/** The environment variable that takes the place of the question. */
const variable = 'LIVEPIN_PASSPHRASE';

/** The same where one file is read and another one written, each with its own passphrase. */
export const newVariable = 'LIVEPIN_NEW_PASSPHRASE';

/**
 * The passphrase for a new key file: from the environment, or asked for twice on the terminal.
 * @param from the environment variable
 * @throws {LivepinError} LP_PASSPHRASE_MISSING: neither is there, it is empty, or the two differ
 */
export async function choosePassphrase(forWhat: string, from = variable): Promise<string> {
  const given = process.env[from];
  if (given !== undefined) return notEmpty(given);
  const first = notEmpty(await ask(`Passphrase for ${forWhat}: `, from));
  if ((await ask('The same again: ', from)) === first) return first;
  throw missing('The two passphrases differ, so nothing was written.');
}

/**
 * Opens a signing key's file; asks for the passphrase where the file is encrypted and the environment has none.
 * @throws {LivepinError} LP_FILE_UNREADABLE, LP_KEY_FILE_ENCRYPTED, LP_KEY_FILE_UNREADABLE, LP_SIGNING_KEY_TYPE, LP_PASSPHRASE_MISSING
 */
export async function openSigningKey(path: string): Promise<SigningKey> {
  const pem = Buffer.from(await readInput(path)).toString('latin1');
  const isEncrypted = /BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(pem);
  if (!isEncrypted) return readSigningKey(pem, nameOf(path));
  const passphrase = process.env[variable] ?? (await ask(`Passphrase of ${path}: `));
  return readSigningKey(pem, nameOf(path), passphrase);
}

/**
 * Reads a file that may be encrypted; asks for its passphrase where it is needed, the environment has none, and
 * there is a terminal to ask on.
 * @param read told the passphrase, or undefined; throws LP_KEY_FILE_ENCRYPTED where it needs one
 * @throws {LivepinError} LP_FILE_UNREADABLE, LP_PASSPHRASE_MISSING, and what `read` throws
 */
export async function readWithPassphrase<T>(
  path: string,
  read: (bytes: Uint8Array, where: string, passphrase?: string) => T,
): Promise<T> {
  const bytes = await readInput(path);
  const given = process.env[variable];
  try {
    return read(bytes, nameOf(path), given);
  } catch (error) {
    const isClosed = error instanceof LivepinError && error.code === 'LP_KEY_FILE_ENCRYPTED';
    if (!isClosed || given !== undefined || !process.stdin.isTTY) throw error;
  }
  return read(bytes, nameOf(path), await ask(`Passphrase of ${nameOf(path)}: `));
}

async function ask(question: string, from = variable): Promise<string> {
  if (!process.stdin.isTTY) throw missing(`There is no terminal to ask on, and ${from} is not set.`);
  // What is typed is echoed nowhere: the terminal is made silent before the question stands there.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  process.stderr.write(question);
  terminal.once('SIGINT', () => terminal.close());
  terminal.once('close', () => reject(missing('No passphrase was given.')));
  try {
    return await Promise.race([terminal.question(''), givenUp]);
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

function notEmpty(passphrase: string): string {
  if (passphrase !== '') return passphrase;
  throw missing('An empty passphrase protects nothing.');
}

function missing(sentence: string): LivepinError<'LP_PASSPHRASE_MISSING'> {
  return new LivepinError('LP_PASSPHRASE_MISSING', sentence);
}
