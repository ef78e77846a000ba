import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendProblem } from './problem.ts';

// What does not exist may exist in a moment, and caches in front are asked by whole fleets: each 404 is kept, but briefly.

export function refuseApp(request: IncomingMessage, response: ServerResponse, app: string): void {
  const sentence = `This service has no app ${JSON.stringify(app.slice(0, 128))}.`;
  const headers = ['Cache-Control', 'public, max-age=5'];
  sendProblem(request, response, { status: 404, code: 'LP_APP_UNKNOWN', sentence, headers });
}

export function refuseUnpublished(request: IncomingMessage, response: ServerResponse): void {
  const sentence = 'Nothing has been published for this app yet.';
  const headers = ['Cache-Control', 'public, max-age=5'];
  sendProblem(request, response, { status: 404, code: 'LP_NOTHING_PUBLISHED', sentence, headers });
}

export function refuseRoot(request: IncomingMessage, response: ServerResponse, name: string): void {
  const sentence = `There is no trust root ${JSON.stringify(name.slice(0, 32))}.`;
  const headers = ['Cache-Control', 'public, max-age=60'];
  sendProblem(request, response, { status: 404, code: 'LP_ROOT_NOT_PUBLISHED', sentence, headers });
}

export function refuseMethod(request: IncomingMessage, response: ServerResponse): void {
  const sentence = `${request.method} is not answered here: what apps fetch is only read.`;
  const headers = ['Allow', 'GET, HEAD', 'Cache-Control', 'no-store'];
  sendProblem(request, response, { status: 405, code: 'LP_METHOD_NOT_ALLOWED', sentence, headers });
}

export function refuseStream(request: IncomingMessage, response: ServerResponse): void {
  const sentence = 'All event streams of this service are taken, or it is shutting down.';
  const headers = ['Retry-After', '60', 'Cache-Control', 'no-store'];
  sendProblem(request, response, { status: 503, code: 'LP_STREAMS_FULL', sentence, headers });
}
