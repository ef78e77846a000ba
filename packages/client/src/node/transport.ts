import tls from 'node:tls';
import { Agent, request } from 'undici';
import type { Fetched, Transport } from '../engine/index.ts';

/**
 * Gets documents over connections of its own, which are not pinned: an app whose pins are all wrong has to be able to
 * heal. It accepts no encoding, follows no redirect, and reads no byte beyond the bound.
 * @param ca PEM texts that are trusted beside what the platform trusts
 */
export function nodeTransport(ca: readonly string[] | undefined): { transport: Transport; close(): Promise<void> } {
  const connect = ca ? { ca: [...tls.getCACertificates('default'), ...ca] } : {};
  const dispatcher = new Agent({ connect, connections: 4, pipelining: 1 });
  const transport: Transport = async ({ url, etag, maxBytes, timeoutSeconds }) => {
    try {
      const { statusCode, body } = await request(url, {
        dispatcher,
        headers: { accept: 'application/jose+json, application/json', ...(etag ? { 'if-none-match': etag } : {}) },
        signal: AbortSignal.timeout(timeoutSeconds * 1_000),
      });
      if (statusCode !== 200) {
        await body.dump({ limit: maxBytes });
        return statusOf(statusCode);
      }
      return await read(body, maxBytes);
    } catch (error) {
      return { kind: 'failed', why: describe(error as Error, timeoutSeconds) };
    }
  };
  return { transport, close: () => dispatcher.destroy() };
}

// Object stores answer 403 for what is not there, where listing is not allowed.
function statusOf(status: number): Fetched {
  if (status === 304) return { kind: 'not-modified' };
  if (status === 403 || status === 404 || status === 410) return { kind: 'missing' };
  return { kind: 'failed', why: `it answered with status ${status}` };
}

async function read(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Fetched> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) return { kind: 'failed', why: `it sent more than ${maxBytes} bytes` }; // leaving ends the connection
    chunks.push(chunk);
  }
  return { kind: 'document', bytes: new Uint8Array(Buffer.concat(chunks)) };
}

function describe(error: Error, timeoutSeconds: number): string {
  if (error.name === 'TimeoutError') return `no answer within ${timeoutSeconds} s`;
  const errors: readonly Error[] = error instanceof AggregateError ? error.errors : [error];
  return [...new Set(errors.map(({ message }) => message))].join('; ');
}
