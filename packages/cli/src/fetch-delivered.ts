import { decodeUtf8, type ErrorCode, LivepinError, maxDocumentBytes, parseTrustRoot } from '@livepin/core';
import { remedyOf } from '@livepin/core/remedies';
import { askService } from './ask-service.ts';
import { crypto } from './trust-roots.ts';

/** What a service hands to an app, unproved. */
export interface Delivered {
  /** The base address that an app lists among its sources. */
  readonly base: string;
  /** From version 1 to the newest. */
  readonly roots: readonly Uint8Array[];
  readonly bundle: Uint8Array;
}

/** More than a ceremony a week for ten years: a service that goes on answering is not followed without end. */
const maxRoots = 1_000;

/**
 * Fetches what an app fetches, from where it fetches it.
 * @throws {LivepinError} LP_SERVICE_UNREACHABLE, LP_DOCUMENT_TOO_LARGE; LP_APP_UNKNOWN, LP_NOTHING_PUBLISHED
 */
export async function fetchDelivered(service: string, app: string): Promise<Delivered> {
  const path = `/v1/apps/${encodeURIComponent(app)}`;
  const bundle = await fetchDocument(service, `${path}/bundle`);
  const roots: Uint8Array[] = [];
  for (let version = 1; version <= maxRoots; version++) {
    const root = await fetchDocument(service, `${path}/roots/${version}`, 'LP_ROOT_NOT_PUBLISHED');
    if (!root) break;
    roots.push(root);
  }
  return { base: `${service}${path}`, roots, bundle: bundle! };
}

/** Known trust roots, and those of the delivered ones that come after them. */
export async function following(known: readonly Uint8Array[], delivered: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const versionOf = async (bytes: Uint8Array) => (await parseTrustRoot(bytes, crypto)).version;
  const newestKnown = Math.max(...(await Promise.all(known.map(versionOf))));
  const versions = await Promise.all(delivered.map(versionOf));
  return [...known, ...delivered.filter((_, index) => versions[index]! > newestKnown)];
}

/** @returns null where the service refuses with the code `none` */
async function fetchDocument(service: string, path: string, none?: ErrorCode): Promise<Uint8Array | null> {
  const response = await askService(service, path);
  const bytes = await readBounded(response, path);
  if (response.ok) return bytes;
  const { code, detail } = problemIn(bytes);
  if (code !== null && code === none) return null;
  if (code === null) {
    const sentence = `What answers at ${service} is no Livepin service: ${path} has the status ${response.status}.`;
    throw new LivepinError('LP_SERVICE_UNREACHABLE', sentence);
  }
  throw new LivepinError(code, detail);
}

async function readBounded(response: Response, path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxDocumentBytes) {
      throw new LivepinError('LP_DOCUMENT_TOO_LARGE', `${path} answered with more than ${maxDocumentBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function problemIn(bytes: Uint8Array): { code: ErrorCode | null; detail: string } {
  try {
    const { code, detail } = JSON.parse(decodeUtf8(bytes) ?? '') as { code?: ErrorCode; detail?: string };
    return { code: code !== undefined && remedyOf(code) !== undefined ? code : null, detail: detail ?? '' };
  } catch (error) {
    if (error instanceof SyntaxError) return { code: null, detail: '' };
    throw error;
  }
}
