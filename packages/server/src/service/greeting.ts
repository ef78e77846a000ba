import type { RootMode } from './first-start.ts';

export interface Started {
  /** What to type to run the command line. */
  readonly program: string;
  readonly url: string;
  readonly folder: string;
  /** Null on a later start. */
  readonly adminToken: string | null;
  /** The file that has the token, or null where it is to be shown. */
  readonly tokenFile: string | null;
  readonly rootMode: RootMode;
  readonly isFirst: boolean;
  readonly hasRoot: boolean;
  /** The public parts of the pin keys. */
  readonly pinKeyFiles: readonly string[];
  readonly isLoopback: boolean;
}

/** What a person reads when the service has started: what it made, what is not safe yet, and what to type next. */
export function greet(started: Started): string[] {
  const { url, folder, isFirst, isLoopback, hasRoot } = started;
  return [
    `Livepin listens on ${url}, with its data in ${folder}.`,
    ...(isLoopback ? [] : ['It speaks plain HTTP: let a proxy with TLS stand in front of it.']),
    ...(isFirst && started.rootMode === 'development' ? developmentRoot(started) : []),
    ...(hasRoot ? [] : awaitedRoot(started)),
    ...aboutToken(started),
    ...(isFirst && hasRoot ? nextSteps(started) : []),
  ];
}

function developmentRoot({ program, folder }: Started): string[] {
  return [
    '',
    `First start: made a pin key, and a trust root for development whose root key lies in ${folder}/keys.`,
    'Root keys belong offline: whoever takes this folder could replace every pin of every app.',
    `Before the first app is released, make them apart: ${program} root init --offline`,
  ];
}

function awaitedRoot({ program, pinKeyFiles }: Started): string[] {
  return [
    '',
    'There is no trust root yet, so nothing can be published.',
    `Make one where the root keys are, listing this service's pin key: ${pinKeyFiles.join(', ')}`,
    `  ${program} root init --offline --out ceremony --pin-key FILE     (on a machine apart)`,
    `  ${program} root publish ceremony/root-1.json                     (here)`,
  ];
}

function aboutToken({ adminToken, tokenFile }: Started): string[] {
  if (adminToken === null) return [];
  if (tokenFile !== null) return ['', `The admin token is in ${tokenFile}, which only you can read.`];
  return ['', `Admin token, shown only this once: ${adminToken}`];
}

/** Where the command line looks for a service that nobody names. */
const commandsDefault = 'http://127.0.0.1:8440';

function nextSteps({ program, url, adminToken, tokenFile }: Started): string[] {
  const token = tokenFile === null ? adminToken : `$(cat ${tokenFile})`;
  return [
    '',
    'Next, in another terminal:',
    `  export LIVEPIN_TOKEN=${token}`,
    ...(url === commandsDefault ? [] : [`  export LIVEPIN_SERVICE=${url}`]),
    `  ${program} app add com.example.app`,
    `  ${program} host add com.example.app api.example.com --pins-of SERVER_CERTIFICATE --pins-of BACKUP_KEY`,
    `  ${program} publish com.example.app`,
  ];
}
