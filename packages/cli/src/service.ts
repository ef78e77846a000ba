import { type ErrorCode, LivepinError } from '@livepin/core';
import { remedyOf } from '@livepin/core/remedies';
import { isRefusal } from './fault.ts';
import { readIfThere, readInput, reasonOf } from './files.ts';
import { text, textOr } from './sketch.ts';

/** The options of every command that calls the service. */
export const serviceOptions = {
  service: textOr('--service <url>', 'the address of the service', 'http://127.0.0.1:8440', {
    environment: 'LIVEPIN_SERVICE',
  }),
  tokenFile: text(
    '--token-file <file>',
    'the file with the admin token; otherwise LIVEPIN_TOKEN, otherwise ./livepin-data/admin-token',
  ),
};

export interface ServiceOptions {
  readonly service: string;
  readonly tokenFile: string | undefined;
}

/** A finding of a check before publishing. */
export interface Finding {
  readonly code: string;
  readonly host?: string;
  readonly sentence: string;
  readonly remedy: string;
  readonly refuses?: boolean;
  readonly canAllow: boolean;
}

/** What the service says when it refuses (RFC 9457). */
export interface Problem {
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly findings: readonly Finding[];
}

export type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  /** It judged what it was given, and said no. */
  | { readonly kind: 'refused'; readonly problem: Problem };

const timeoutMilliseconds = 60_000;
const tokenPlace = 'livepin-data/admin-token';

/**
 * Asks the admin API.
 * @param path below the address, such as `/v1/admin/apps`
 * @throws {LivepinError} LP_SERVICE_UNREACHABLE, LP_SERVICE_ANSWER, LP_TOKEN_MISSING, LP_USAGE; the code that the service gives
 */
export async function ask<T>(options: ServiceOptions, method: string, path: string, body?: object): Promise<Answer<T>> {
  const authorization = `Bearer ${await tokenOf(options)}`;
  const response = await fetchFrom(options.service, path, {
    method,
    headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  const value = parseAnswer(text, options.service);
  if (response.ok) return { kind: 'answered', value: value as T };
  const problem = problemOf(value, options.service);
  if (isRefusal(problem.code)) return { kind: 'refused', problem };
  throw new LivepinError(problem.code, problem.sentence);
}

/** As `ask`, where a refusal ends the command. @throws {LivepinError} the code that the service gives */
export async function demand<T>(options: ServiceOptions, method: string, path: string, body?: object): Promise<T> {
  const answer = await ask<T>(options, method, path, body);
  if (answer.kind === 'answered') return answer.value;
  throw new LivepinError(answer.problem.code, answer.problem.sentence);
}

/** @throws {LivepinError} LP_SERVICE_UNREACHABLE, LP_USAGE: no http or https address */
export async function fetchFrom(service: string, path: string, init: RequestInit = {}): Promise<Response> {
  const base = URL.parse(service);
  if (!base || !/^https?:$/.test(base.protocol)) {
    throw new LivepinError(
      'LP_USAGE',
      `${JSON.stringify(service)} is no address of a service: write http(s)://HOST:PORT.`,
    );
  }
  try {
    const url = new URL(`${base.pathname.replace(/\/$/, '')}${path}`, base);
    return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMilliseconds) });
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    const why = (cause as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? 'nothing listens there' : reasonOf(cause);
    throw new LivepinError('LP_SERVICE_UNREACHABLE', `The service at ${base.origin} did not answer: ${why}.`, {
      cause: error,
    });
  }
}

async function tokenOf({ tokenFile }: ServiceOptions): Promise<string> {
  const bytes = tokenFile !== undefined ? await readInput(tokenFile) : null;
  const fromElsewhere =
    process.env['LIVEPIN_TOKEN'] ?? Buffer.from((await readIfThere(tokenPlace)) ?? []).toString('latin1');
  const token = (bytes ? Buffer.from(bytes).toString('latin1') : (fromElsewhere ?? '')).trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new LivepinError('LP_TOKEN_MISSING', 'There is no admin token to show to the service.');
}

function parseAnswer(text: string, service: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notOurs(service, { cause: error });
  }
}

function problemOf(value: unknown, service: string): Problem {
  const { code, detail, findings } = (value ?? {}) as { code?: unknown; detail?: unknown; findings?: Finding[] };
  if (typeof code !== 'string' || typeof detail !== 'string' || remedyOf(code as ErrorCode) === undefined) {
    throw notOurs(service);
  }
  return { code: code as ErrorCode, sentence: detail, findings: findings ?? [] };
}

function notOurs(service: string, options?: ErrorOptions): LivepinError<'LP_SERVICE_ANSWER'> {
  return new LivepinError('LP_SERVICE_ANSWER', `What ${service} answered is not of the admin API.`, options);
}
