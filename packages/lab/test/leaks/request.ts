import type { ReadRequest } from '../../src/connection.ts';

export function requestWith(more: Partial<ReadRequest>): ReadRequest {
  const body = more.body ?? new Uint8Array();
  return {
    at: 1_790_000_000_000,
    protocol: 'http/1.1',
    method: 'POST',
    host: 'api.test',
    target: '/',
    headers: [],
    bodyBytes: body.length,
    status: 200,
    ...more,
    body,
  };
}

/** A message that begins with its method, with its headers and after an empty line its body; else text that is a body. */
export function requestOf(text: string): ReadRequest {
  const message = /^([A-Z]+) (\S+)((?:\n[\w-]+: .*)*)(?:\n\n([\s\S]*))?$/.exec(text);
  if (!message) return requestWith({ body: Buffer.from(text) });
  const [, method = '', target = '', head = '', body = ''] = message;
  const headers = head
    .split('\n')
    .slice(1)
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const);
  return requestWith({ method, target, headers, body: Buffer.from(body) });
}
