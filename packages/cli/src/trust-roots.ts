import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LivepinError, parseTrustRoot, type TrustRoot } from '@livepin/core';
import { nodeCrypto } from '@livepin/tls';
import { nameOf, readInput } from './files.ts';
import { reasonOf } from './reason-of.ts';

export const crypto = nodeCrypto();

// root.json, root-1.json as `livepin root` names them; 1, 2, … as a mirror has them under roots/.
const rootFileName = /^(root|root-\d+|\d+)(\.json)?$/;

/**
 * Reads trust roots.
 * @param paths files, `-`, or folders, of which the files that are named like trust roots are taken
 * @throws {LivepinError} LP_FILE_UNREADABLE
 */
export async function readRoots(paths: readonly string[]): Promise<Uint8Array[]> {
  const files = await Promise.all(paths.map(expand));
  const documents: Uint8Array[] = [];
  for (const file of files.flat()) documents.push(await readInput(file));
  return documents;
}

/**
 * Brings trust roots into the order of their versions, copies left out. What is not signed or does not follow, the
 * judgement finds.
 * @throws {LivepinError} the code of the first document that is no trust root
 */
export async function inOrder(documents: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const roots = await Promise.all(
    documents.map((document) => parseRoot(document, 'One of the documents given as trust roots')),
  );
  const distinct = new Map(roots.map((root) => [Buffer.from(root.jws.bytes).toString('base64'), root]));
  return [...distinct.values()].sort((a, b) => a.version - b.version).map(({ jws }) => jws.bytes);
}

/** @throws {LivepinError} LP_FILE_UNREADABLE; the code of a document that is no trust root, naming the file */
export async function readRoot(path: string): Promise<TrustRoot> {
  return parseRoot(await readInput(path), nameOf(path));
}

/** @throws {LivepinError} the code of a document that is no trust root */
export async function parseRoot(bytes: Uint8Array, where: string): Promise<TrustRoot> {
  try {
    return await parseTrustRoot(bytes, crypto);
  } catch (error) {
    if (error instanceof LivepinError)
      throw new LivepinError(error.code, `${where} is no trust root: ${error.message}`);
    throw error;
  }
}

async function expand(path: string): Promise<string[]> {
  if (path === '-' || !(await isFolder(path))) return [path];
  const names = (await readdir(path)).filter((name) => rootFileName.test(name));
  if (names.length > 0) return names.map((name) => join(path, name));
  throw new LivepinError('LP_FILE_UNREADABLE', `${path} holds no file that is named like a trust root (root-1.json).`);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new LivepinError('LP_FILE_UNREADABLE', `${path} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
}
