import { type ErrorCode, LivepinError } from '@livepin/core';
import { type AdminApi, type Finding, operations, type Problem } from './generated.ts';

export interface AdminOptions {
  /** The base address of the service, such as `http://127.0.0.1:8440`. */
  readonly service: string;
  readonly token: string;
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
  /** For one call. Default 120,000: publishing asks every host, and the service takes a minute for that at most. */
  readonly timeoutMilliseconds?: number;
}

/** The service said no. `code`, message and `remedy` are the service's own. */
export class AdminError extends LivepinError {
  readonly status: number;
  readonly remedy: string;
  /** Of a refused publication: everything that was found. */
  readonly findings: readonly Finding[];

  constructor({ code, detail, status, remedy, findings = [] }: Problem) {
    // A service newer than this client may have codes that are unknown here; they are passed on as they are.
    super(code as ErrorCode, detail);
    this.name = 'AdminError';
    this.status = status;
    this.remedy = remedy;
    this.findings = findings;
  }

  // LivepinError answers for all of its family; this one is told apart by what it carries.
  static override [Symbol.hasInstance](value: unknown): boolean {
    return LivepinError[Symbol.hasInstance](value) && 'findings' in (value as object);
  }
}

/** More than the longest history has: whoever answers is not read without an end. */
const maxAnswerBytes = 64 * 1024 * 1024;

type Input = Readonly<Record<string, unknown>>;
type Operation = (typeof operations)[keyof typeof operations];

/**
 * The admin API as methods. Each rejects with an AdminError where the service refuses, and with a LivepinError of the
 * code LP_SERVICE_UNREACHABLE where it does not answer, or something else does.
 */
export function adminClient(options: AdminOptions): AdminApi {
  const methods = Object.entries(operations).map(([name, operation]) => [
    name,
    (input: Input = {}) => call(options, operation, input),
  ]);
  return Object.fromEntries(methods) as AdminApi;
}

async function call(options: AdminOptions, operation: Operation, input: Input): Promise<unknown> {
  const { status, text } = await exchange(options, operation, input);
  if (status === 204) return undefined;
  const answer = parse(text, options.service);
  if (status >= 200 && status < 300) return answer;
  if (isProblem(answer)) throw new AdminError(answer);
  throw notOurs(options.service);
}

async function exchange(
  { service, token, fetch: ask = fetch, timeoutMilliseconds = 120_000 }: AdminOptions,
  operation: Operation,
  input: Input,
): Promise<{ status: number; text: string }> {
  try {
    const response = await ask(addressOf(service, operation, input), {
      method: operation.method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      // The token goes nowhere else.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMilliseconds),
      ...(input['body'] === undefined ? {} : { body: JSON.stringify(input['body']) }),
    });
    return { status: response.status, text: await readBounded(response) };
  } catch (error) {
    // A token that no header can carry stands in the message of its refusal.
    const message = (((error as Error).cause ?? error) as Error).message.replaceAll(token, '(the token)');
    throw new LivepinError('LP_SERVICE_UNREACHABLE', `The service at ${service} did not answer: ${message}.`, {
      cause: error,
    });
  }
}

async function readBounded({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, size] = ['', 0];
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > maxAnswerBytes) throw new Error(`its answer has more than ${maxAnswerBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function isProblem(answer: unknown): answer is Problem {
  const { code, detail, remedy, findings = [] } = (answer ?? {}) as Partial<Problem>;
  return [code, detail, remedy].every((text) => typeof text === 'string') && Array.isArray(findings);
}

function addressOf(service: string, { path, query }: Operation, input: Input): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])));
  const given = query.filter((name) => input[name] !== undefined);
  const search = new URLSearchParams(given.map((name): [string, string] => [name, String(input[name])]));
  return `${service.replace(/\/$/, '')}${filled}${given.length > 0 ? `?${search}` : ''}`;
}

function parse(text: string, service: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notOurs(service, { cause });
  }
}

function notOurs(service: string, options?: ErrorOptions): LivepinError {
  return new LivepinError('LP_SERVICE_UNREACHABLE', `What answers at ${service} is no Livepin service.`, options);
}
