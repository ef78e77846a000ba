import { STATUS_CODES } from 'node:http';
import { type ErrorCode, LivepinError } from '@livepin/core';
import { remedyOf } from '@livepin/core/remedies';
import type { FastifyError, FastifyReply, FastifySchemaValidationError } from 'fastify';
import type { Finding } from '../publish/finding.ts';
import { formatFinding } from '../publish/publish-content.ts';
import type { ProblemJson } from '../schemas/problem-schema.ts';
import { meaningOfPattern } from '../schemas/service-schema.ts';

/** Codes whose status is not 400, "what was sent cannot be used". */
const statuses: Partial<Record<ErrorCode, number>> = {
  LP_UNAUTHORIZED: 401,
  LP_ROUTE_UNKNOWN: 404,
  LP_APP_UNKNOWN: 404,
  LP_HOST_UNKNOWN: 404,
  LP_VERSION_UNKNOWN: 404,
  LP_NOT_REVOKED: 404,
  LP_STATIC_PINS_UNKNOWN: 404,
  LP_NOTHING_PUBLISHED: 409,
  LP_APP_EXISTS: 409,
  LP_APP_PUBLISHED: 409,
  LP_DRAFT_CHANGED: 409,
  LP_PUBLISH_REFUSED: 409,
  LP_PUBLISH_CONFLICT: 409,
  LP_ROOT_MISSING: 409,
  LP_ROOT_KEYS_OFFLINE: 409,
  LP_ROOT_VERSION: 409,
  LP_ROOT_CHAIN: 409,
  LP_ROOT_OLD_SIGNATURES: 409,
  LP_ROOT_OWN_SIGNATURES: 409,
  LP_ROOT_EPOCH_LOWER: 409,
  LP_ROOT_WITHOUT_SERVICE_KEY: 409,
  LP_REQUEST_TOO_LARGE: 413,
  LP_FAULT: 500,
  LP_STORE_FAILED: 503,
  LP_PIN_KEY_MISSING: 503,
  // Of the service's own files: what is sent to it holds no private key.
  LP_KEY_FILE_UNREADABLE: 503,
  LP_KEY_FILE_ENCRYPTED: 503,
  LP_KEY_FILE_UNWRITABLE: 503,
  LP_SIGNING_KEY_TYPE: 503,
};

/** Answers with problem details (RFC 9457): the code is for programs, the sentence and the remedy are for people. */
export function sendProblem(
  reply: FastifyReply,
  code: ErrorCode,
  sentence: string,
  findings: readonly Finding[] = [],
): FastifyReply {
  const status = statuses[code] ?? 400;
  const problem: ProblemJson = {
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: sentence,
    code,
    remedy: remedyOf(code),
    ...(findings.length > 0 ? { findings: findings.map(formatFinding) } : {}),
  };
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  // Bytes, because Fastify would add a charset to a text, and the media type has none.
  return reply
    .code(status)
    .type('application/problem+json')
    .send(Buffer.from(JSON.stringify(problem)));
}

/** @param onFault is told of what is nobody's mistake but the service's own */
export function sendError(reply: FastifyReply, error: unknown, onFault: (error: unknown) => void): FastifyReply {
  if (error instanceof LivepinError) {
    const code: ErrorCode = error.code;
    if ((statuses[code] ?? 400) >= 500) onFault(error);
    return sendProblem(reply, code, error.message);
  }
  const { code, statusCode = 500, validation, validationContext, message } = error as FastifyError;
  if (validation?.[0])
    return sendProblem(reply, 'LP_REQUEST_MALFORMED', describe(mostTelling(validation), validationContext));
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return sendProblem(reply, 'LP_REQUEST_TOO_LARGE', `${message}.`);
  if (statusCode >= 400 && statusCode < 500) return sendProblem(reply, 'LP_REQUEST_MALFORMED', `${message}.`);
  onFault(error);
  return sendProblem(reply, 'LP_FAULT', 'The service met a fault of its own.');
}

const places: Readonly<Record<string, string>> = {
  body: 'The body',
  params: 'The path',
  querystring: 'The query',
  headers: 'The headers',
};

// Where a member may have several forms, each of them has its complaint. That about a member further inside is of the
// form that was meant; and that it is of another type or value says least.
function mostTelling(faults: readonly FastifySchemaValidationError[]): FastifySchemaValidationError {
  const rank = ({ instancePath, keyword }: FastifySchemaValidationError) =>
    instancePath.length * 2 - (keyword === 'type' || keyword === 'enum' ? 1 : 0);
  return faults.toSorted((a, b) => rank(b) - rank(a))[0]!;
}

/** One sentence: which member, and what is wanted. */
function describe({ instancePath, keyword, params, message }: FastifySchemaValidationError, place = 'body'): string {
  const member = instancePath
    .slice(1)
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.')
    .replaceAll('~1', '/');
  const where = member === '' ? places[place] : member;
  switch (keyword) {
    case 'required':
      return `${member === '' ? '' : `${member}.`}${params['missingProperty']} is missing.`;
    case 'additionalProperties':
      return `${where} has the member ${JSON.stringify(params['additionalProperty'])}, which is unknown.`;
    case 'enum':
      return `${where} must be one of: ${(params['allowedValues'] as unknown[]).join(', ')}.`;
    case 'pattern':
      return `${where} must be ${meaningOfPattern[String(params['pattern'])] ?? `of the form ${params['pattern']}`}.`;
    case 'anyOf':
      return `${where} has none of the forms that it may have.`;
    default:
      return `${where} ${message ?? 'is not as it must be'}.`;
  }
}
