import { appForm } from './bundle.ts';
import type { ClientState, Memory } from './client-state.ts';
import { LivepinError } from './errors.ts';
import { parseJson } from './json.ts';
import { asObject, distinctMember, formMember, integerMember, member, stringMember } from './members.ts';
import { decodeUtf8 } from './utf8.ts';

/**
 * What a client writes to its disk: the signed documents themselves, to be verified again at every start, and the small
 * record of the highest version. Documents are text, exactly as delivered (what parsed was UTF-8).
 */
export interface StoredState {
  readonly app: string;
  readonly chain: string;
  readonly roots: readonly string[];
  readonly bundle: string;
  /** The version of the trust root that `bundle` was accepted under. */
  readonly bundleRoot: number;
  readonly memory: Memory;
}

const maxInteger = Number.MAX_SAFE_INTEGER;
const storedVersion = 1;

export function storedOf({ app, chain, roots, held, memory }: ClientState): StoredState {
  const text = (bytes: Uint8Array) => decodeUtf8(bytes)!;
  const bundle = text(held.bundle.jws.bytes);
  return { app, chain, roots: roots.map((root) => text(root.jws.bytes)), bundle, bundleRoot: held.root, memory };
}

export function formatStored(stored: StoredState): string {
  return `${JSON.stringify({ livepin: storedVersion, ...stored })}\n`;
}

/** @throws {LivepinError} LP_STORE_MALFORMED: damaged, or written by a later version */
export function parseStored(text: string, where: string): StoredState {
  try {
    const object = asObject(parseJson(text, where, 8), where);
    integerMember(object, '', 'livepin', storedVersion, storedVersion);
    const memory = asObject(member(object, '', 'memory'), 'memory');
    const integer = (name: string) => integerMember(memory, 'memory', name, 0, maxInteger);
    return {
      app: formMember(object, '', 'app', appForm, 'the id of an app'),
      chain: stringMember(object, '', 'chain'),
      roots: distinctMember(object, '', 'roots', { min: 1, max: maxInteger }, (root) => root),
      bundle: stringMember(object, '', 'bundle'),
      bundleRoot: integerMember(object, '', 'bundleRoot', 1, maxInteger),
      memory: {
        epoch: integer('epoch'),
        version: integer('version'),
        floor: integer('floor'),
        floorEpoch: integer('floorEpoch'),
      },
    };
  } catch (error) {
    if (!(error instanceof LivepinError)) throw error;
    throw new LivepinError('LP_STORE_MALFORMED', `${where} cannot be read: ${error.message}`, { cause: error });
  }
}

/** Whether two states would be stored alike, so that nothing need be written. */
export function sameStored(a: ClientState, b: ClientState): boolean {
  return a === b || formatStored(storedOf(a)) === formatStored(storedOf(b));
}
