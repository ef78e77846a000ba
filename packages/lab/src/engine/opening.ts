import type { Duplex } from 'node:stream';

/** What was made of the first bytes of a stream. */
export type Opening<T> =
  | { readonly kind: 'read'; readonly value: T }
  /** No byte came in the time given. */
  | { readonly kind: 'quiet' }
  | { readonly kind: 'ended'; readonly says: string };

/** @returns null while more is needed; `length` is what is taken from the stream, the rest is left in it */
export type Parse<T> = (bytes: Buffer, isAll: boolean) => { readonly value: T; readonly length: number } | null;

/**
 * Reads the beginning of a stream until something can be made of it. Never rejects.
 * @param limits `quiet`: milliseconds to the first byte; `patience`: to the last
 */
export function readOpening<T>(
  stream: Duplex,
  parse: Parse<T>,
  limits: { readonly bytes: number; readonly quiet: number; readonly patience: number },
): Promise<Opening<T>> {
  return new Promise((resolve) => {
    let seen: Buffer = Buffer.alloc(0);
    const settle = (opening: Opening<T>, left: Buffer) => {
      clearTimeout(timer);
      stream.removeListener('readable', read).removeListener('end', ended);
      stream.removeListener('close', ended).removeListener('error', failed);
      if (left.length > 0 && !stream.destroyed && !stream.readableEnded) stream.unshift(left);
      resolve(opening);
    };
    const tryParse = (isAll: boolean): boolean => {
      const found = parse(seen, isAll);
      if (found) settle({ kind: 'read', value: found.value }, seen.subarray(found.length));
      return found !== null;
    };
    const read = () => {
      for (let chunk: Buffer | null = stream.read(); chunk; chunk = stream.read()) {
        if (seen.length === 0) timer = waitFor(limits.patience, () => late());
        seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
        if (tryParse(seen.length >= limits.bytes)) return;
        if (seen.length >= limits.bytes) {
          settle({ kind: 'ended', says: 'its beginning has no end' }, seen);
          return;
        }
      }
    };
    const late = () => {
      if (seen.length === 0) settle({ kind: 'quiet' }, seen);
      else if (!tryParse(true)) settle({ kind: 'ended', says: 'its beginning took too long' }, seen);
    };
    const ended = () => settle({ kind: 'ended', says: 'closed without a word' }, seen);
    const failed = (error: Error) => settle({ kind: 'ended', says: error.message }, seen);
    let timer: NodeJS.Timeout;
    const waitFor = (milliseconds: number, then: () => void) => {
      clearTimeout(timer);
      return setTimeout(then, milliseconds);
    };
    timer = waitFor(limits.quiet, late);
    stream.on('readable', read).on('end', ended).on('close', ended).on('error', failed);
    if (stream.destroyed || stream.readableEnded) ended();
    else read();
  });
}
