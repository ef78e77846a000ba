import { type AdminApi, AdminError, adminClient } from '@livepin/admin';
import { LivepinError } from '@livepin/core';
import { askService } from './ask-service.ts';
import { isRefusal } from './fault.ts';
import { readIfThere, readInput } from './files.ts';
import { parseServiceUrl } from './service-url.ts';
import { parsedOr, text } from './sketch.ts';

export const serviceOption = parsedOr(
  '--service <url>',
  'the address of the service',
  'http://127.0.0.1:8440',
  parseServiceUrl,
  { environment: 'LIVEPIN_SERVICE' },
);

/** The options of every command that asks the service to do something. */
export const adminOptions = {
  service: serviceOption,
  tokenFile: text(
    '--token-file <file>',
    'the file with the admin token; otherwise LIVEPIN_TOKEN, otherwise ./livepin-data/admin-token',
  ),
};

export interface AdminOptions {
  readonly service: string;
  readonly tokenFile: string | undefined;
}

const tokenPlace = 'livepin-data/admin-token';

/** @throws {LivepinError} LP_TOKEN_MISSING, LP_SERVICE_UNREACHABLE, LP_FILE_UNREADABLE */
export async function adminAccess(options: AdminOptions): Promise<AdminApi> {
  const { service, tokenFile } = options;
  const admin = await adminIfToken(options);
  if (admin) return admin;
  // Where nothing runs, that is what to tell: the token comes with the service.
  await (await askService(service, '/healthz')).body?.cancel();
  const where = tokenFile === undefined ? 'There is no admin token' : `${tokenFile} holds no admin token`;
  throw new LivepinError('LP_TOKEN_MISSING', `${where} to show to the service at ${service}.`);
}

/** As `adminAccess`; null where there is no token, for commands that can do without. @throws {LivepinError} LP_FILE_UNREADABLE */
export async function adminIfToken({ service, tokenFile }: AdminOptions): Promise<AdminApi | null> {
  const token = await findToken(tokenFile);
  if (token === null) return null;
  if (!isPrivate(service)) process.stderr.write(`livepin: the admin token travels unencrypted to ${service}\n`);
  return adminClient({ service, token });
}

function isPrivate(service: string): boolean {
  const { protocol, hostname } = new URL(service);
  return protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

/**
 * A call whose refusal is an answer: the service judged what it was given, and said no. All other errors go on.
 * @returns the value, or the refusal
 */
export async function judged<T extends object>(call: Promise<T>): Promise<T | AdminError> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AdminError && isRefusal(error.code)) return error;
    throw error;
  }
}

// What was named on this command line goes before what the environment says.
async function findToken(tokenFile: string | undefined): Promise<string | null> {
  const fromFile = tokenFile === undefined ? null : await readInput(tokenFile);
  const token = fromFile ?? process.env['LIVEPIN_TOKEN'] ?? (await readIfThere(tokenPlace)) ?? '';
  const text = (typeof token === 'string' ? token : Buffer.from(token).toString('latin1')).trim();
  return /^[\x21-\x7e]+$/.test(text) ? text : null;
}
