import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { LivepinError, maxDepth, parseJson } from '@livepin/core';
import fastify, { type FastifyInstance } from 'fastify';
import type { Engine } from '../publish/engine.ts';
import { allSchemas } from '../schemas/all-schemas.ts';
import { tokenIdOf } from './admin-token.ts';
import { appRoutes } from './app-routes.ts';
import type { Control } from './control.ts';
import { draftRoutes } from './draft-routes.ts';
import { historyRoutes } from './history-routes.ts';
import { sendError, sendProblem } from './problem.ts';
import { publishRoutes } from './publish-routes.ts';
import { staticPinsRoutes } from './static-pins-routes.ts';
import { statusRoutes } from './status-routes.ts';
import { trustRoutes } from './trust-routes.ts';

/** A draft of 260 hosts, each with certificates of its own to be probed by, fits in. */
const maxBodyBytes = 2 * 1024 * 1024;

/**
 * The admin API as a listener, for a server that others listen on.
 *
 * The Host header is not looked at. A page that a browser was led to by DNS rebinding could reach this API under a
 * name of its own, but not use it: a call counts by its bearer token alone, which no browser adds by itself, and nothing
 * is granted for where a call comes from.
 */
export async function controlListener(engine: Engine, onLine: (line: string) => void): Promise<RequestListener> {
  let listener: RequestListener | null = null;
  const server = await controlServer(engine, onLine, (handler) => {
    listener = handler;
    return createServer();
  });
  await server.ready();
  return (request, response) => {
    // Without a body there is no type of it either. Fastify would wait for one, and the stream of an empty request has
    // ended before it can listen (`optimizeEmptyRequests`).
    if (isEmpty(request)) delete request.headers['content-type'];
    listener!(request, response);
  };
}

function isEmpty({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

async function controlServer(
  engine: Engine,
  onLine: (line: string) => void,
  serverFactory: (handler: RequestListener) => Server,
): Promise<FastifyInstance> {
  const server = fastify({
    serverFactory,
    bodyLimit: maxBodyBytes,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 300 },
    // Nothing is mended in silence: a member that is unknown or of another type is told.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allowUnionTypes: true } },
    frameworkErrors: (error, _request, reply) => void sendError(reply, error, onFault),
  }).withTypeProvider<TypeBoxTypeProvider>();
  const onFault = (error: unknown) => onLine(`A fault: ${inspect(error)}`);
  server.setErrorHandler((error, _request, reply) => sendError(reply, error, onFault));
  server.setNotFoundHandler((request, reply) => {
    // Not by way of URL, which refuses some of what a request line may hold ("//"), and reads a host into some.
    const path = request.url.split('?')[0]!.slice(0, 200);
    return sendProblem(reply, 'LP_ROUTE_UNKNOWN', `There is no ${request.method} ${path}.`);
  });
  readJsonWhateverItIsCalled(server);
  for (const schema of allSchemas) server.addSchema(schema);
  await server.register(swagger, openApi);
  server.get('/v1/openapi.json', { schema: { hide: true } }, async () => server.swagger());
  server.register(async (scope: Control) => {
    authorize(scope, engine);
    // Where nothing need be said, nothing need be sent.
    scope.addHook('preValidation', async (request) => {
      request.body ??= {};
    });
    for (const routes of [
      appRoutes,
      draftRoutes,
      publishRoutes,
      historyRoutes,
      staticPinsRoutes,
      trustRoutes,
      statusRoutes,
    ]) {
      routes(scope, engine);
    }
  });
  return server;
}

function authorize(scope: Control, { store }: Engine): void {
  scope.decorateRequest('who', '');
  scope.addHook('onRequest', async (request, reply) => {
    const who = tokenIdOf(request.headers.authorization, await store.tokens());
    if (who !== null) request.who = who;
    else
      return sendProblem(
        reply,
        'LP_UNAUTHORIZED',
        'The admin API wants its bearer token, and this call has no valid one.',
      );
  });
}

// Every body is JSON, and `curl -d` calls it a form. No browser sends such a body with our header unasked (CORS), so
// nothing is lost by not insisting on the media type. An empty body is none.
function readJsonWhateverItIsCalled(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<string>('*', { parseAs: 'string' }, async (_request: unknown, body: string) =>
    body === '' ? undefined : parseBody(body),
  );
}

/** Read strictly first: of two members of one name, who wrote them and this service could each mean another. */
function parseBody(text: string): unknown {
  try {
    parseJson(text, 'The body', maxDepth);
  } catch (error) {
    if (!(error instanceof LivepinError)) throw error;
    throw new LivepinError('LP_REQUEST_MALFORMED', error.message, { cause: error });
  }
  return JSON.parse(text);
}

const openApi: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Livepin admin API',
      version: '1',
      description: 'Every call wants "Authorization: Bearer TOKEN"; every refusal is a problem (RFC 9457).',
    },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
  },
  refResolver: { buildLocalReference: (json: { $id?: unknown }) => String(json.$id) },
};
