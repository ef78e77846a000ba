import type { ReadRequest } from '../connection.ts';
import type { ConnectionRecord } from './connection-record.ts';
import { decodeBody, maxBodyBytes } from './decode-body.ts';
import { type Exchange, headerOf } from './http-carrier.ts';
import { canonicalOf } from './intake.ts';
import { wishOf } from './proxy-request.ts';

/** A request that is being read, already among those of its connection. */
export interface Reading {
  /** @param length of the bytes on the wire, where they are others */
  body(chunk: Uint8Array, length?: number): void;
  answered(status: number): void;
}

export function readRequest(
  record: ConnectionRecord,
  head: Pick<Exchange, 'method' | 'authority' | 'target' | 'headers'> & { readonly protocol: ReadRequest['protocol'] },
): Reading {
  const at = Date.now();
  const chunks: Uint8Array[] = [];
  let [kept, bodyBytes] = [0, 0];
  let status: number | null = null;
  let decoded: Uint8Array | null = null;
  const { protocol, method, authority, target, headers } = head;
  const host = authority === null ? null : (canonicalOf(wishOf(authority, 0)?.host ?? '') ?? authority);
  record.reached('headers');
  record.reads(() => ({
    at,
    protocol,
    method,
    host,
    target,
    headers,
    body: decoded ?? Buffer.concat(chunks),
    bodyBytes,
    status,
  }));
  const encoding = headerOf(headers, 'content-encoding');
  if (encoding !== null) {
    record.beforeHandingOut(async () => {
      decoded = await decodeBody(Buffer.concat(chunks), encoding);
    });
  }
  return {
    body(chunk, length = chunk.length) {
      // Of a protocol that is not HTTP the first bytes are its head, as far as anybody can tell.
      if (protocol !== 'raw' || bodyBytes > 0) record.reached('body');
      bodyBytes += length;
      if (kept === maxBodyBytes) return;
      const part = chunk.subarray(0, maxBodyBytes - kept);
      kept += part.length;
      chunks.push(part);
    },
    answered(code) {
      status = code;
      record.onAnswer();
    },
  };
}
