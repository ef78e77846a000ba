import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '@livepin/core';
import { remedyOf } from '@livepin/core/remedies';

export interface Problem {
  readonly status: 404 | 405 | 503;
  readonly code: ErrorCode;
  readonly sentence: string;
  /** Header lines beside those of every problem, as name, value, name, value, … */
  readonly headers: readonly string[];
}

const titles = { 404: 'Not Found', 405: 'Method Not Allowed', 503: 'Service Unavailable' } as const;

/** Answers with problem details (RFC 9457), our code and remedy among them. */
export function sendProblem({ method }: IncomingMessage, response: ServerResponse, problem: Problem): void {
  const { status, code, sentence, headers } = problem;
  const members = { title: titles[status], status, detail: sentence, code, remedy: remedyOf(code) };
  const body = Buffer.from(`${JSON.stringify(members)}\n`);
  const length = String(body.length);
  response.writeHead(status, ['Content-Type', 'application/problem+json', 'Content-Length', length, ...headers]);
  response.end(method === 'HEAD' ? undefined : body);
}
