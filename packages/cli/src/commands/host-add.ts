import type { Domain, HostInput } from '@livepin/admin';
import { normalizeHost, type Pin, parsePin } from '@livepin/core';
import { type FoundKey, readPins } from '@livepin/pki';
import { formatEndpoint, parseEndpoint } from '@livepin/tls/probe';
import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { linesOfDomain } from '../domain-lines.ts';
import { nameOf, readInput } from '../files.ts';
import { readWithPassphrase } from '../passphrase.ts';
import { parsePinList } from '../pin-list.ts';
import { programName } from '../program-name.ts';
import { flag, neededText, negatedFlag, parsed, text, texts, wholeNumber } from '../sketch.ts';
import { usage } from '../usage-error.ts';

interface HostOptions {
  readonly subdomains: boolean;
  readonly mode: string | undefined;
  readonly stale: string | undefined;
  readonly port: number | undefined;
  readonly connect: string | undefined;
  readonly ca: string | undefined;
  readonly isUnasked: boolean;
}

export const hostAdd = defineCommand({
  name: 'add',
  summary: "add a host to an app's draft, or pins to a host that it has",
  details: `Takes effect when the draft is published. What a host has already stays: pins are added, and other settings change
only where they are given; --replace begins anew. A set needs a backup: the pin of a key that no server has yet
(livepin key new backup).`,
  arguments: {
    app: neededText('<app>', 'the app'),
    host: neededText('<host>', 'the host name or address, without a port: pins hold for every port'),
  },
  options: {
    pins: texts('--pins <pin,pin>', 'pins to add'),
    pinsOf: texts(
      '--pins-of <file>',
      'add the pins of this file: certificates, a request or a key; passphrase in LIVEPIN_PASSPHRASE',
    ),
    subdomains: flag('--subdomains', 'cover every name below the host too'),
    mode: text('--mode <mode>', 'end connections on a mismatch, or only report it (a new host: enforce)', {
      choices: ['enforce', 'report'],
    }),
    stale: text('--stale <rule>', 'once the bundle has expired: go on with its pins, or refuse (a new host: hold)', {
      choices: ['hold', 'refuse'],
    }),
    replace: flag('--replace', 'forget what the host has, and take only what is given'),
    port: wholeNumber(
      '--port <number>',
      'the port where the service asks the host before publishing (443)',
      [1, 65_535],
    ),
    connect: parsed('--connect <address:port>', 'the address where the service asks it', (given) =>
      formatEndpoint(parseEndpoint(given)),
    ),
    ca: text('--ca <file>', 'a PEM file of the CAs that the service trusts when it asks, and no others'),
    isUnasked: negatedFlag('--no-probe', 'the service cannot reach the host: do not ask it before publishing'),
    ...adminOptions,
  },
  examples: [
    'livepin host add com.example.bank api.example.com --pins-of api.crt --pins-of api-backup.pem',
    'livepin host add com.example.bank api.example.com --pins 2Pwv68JW8L5tlvykMLh26Wvm8Wb0MDMDi7iVEdMACXM=',
    'livepin host add com.example.bank example.com --subdomains --mode report --pins-of ca.crt --pins-of backup-ca.crt',
    'livepin host add com.example.bank api.internal --pins-of api.crt --pins-of backup.pem --connect 10.0.0.7:443 --ca ca.pem',
  ],
  async run({ app, host, pins, pinsOf, replace, service, tokenFile, ...options }) {
    const name = normalizeHost(host, 'The host');
    const found = await readPinsOf(pinsOf);
    const added = [...parsePinList(pins), ...found.pins];
    const ca = options.ca === undefined ? undefined : withoutKeys(Buffer.from(await readInput(options.ca)));
    const admin = await adminAccess({ service, tokenFile });
    const before = replace ? undefined : (await admin.getDraft({ app })).domains.find((domain) => domain.host === name);
    const body = hostInput(before, added, { ...options, ca });
    if (body.pins.length === 0) throw usage('A host needs pins: --pins or --pins-of.');
    const after = (await admin.putHost({ app, host: name, body })).domains.find((domain) => domain.host === name);
    return {
      json: { app, ...after, remarks: found.remarks },
      lines: (style) => [
        ...(after ? linesOfDomain(after) : []),
        ...found.remarks.map(style.warning),
        `Next: ${programName} app diff ${app}, then ${programName} publish ${app}`,
      ],
    };
  },
});

/** What the host is from now on: what was given, else what it was. */
function hostInput(before: Domain | undefined, added: readonly Pin[], options: HostOptions): HostInput {
  const { subdomains, mode, stale } = options;
  const probe = probeOf(before?.probe, options);
  return {
    subdomains: subdomains || (before?.subdomains ?? false),
    mode: (mode ?? before?.mode ?? 'enforce') as HostInput['mode'] & string,
    stale: (stale ?? before?.stale ?? 'hold') as HostInput['stale'] & string,
    pins: [...new Set([...(before?.pins ?? []), ...added])],
    ...(probe === undefined ? {} : { probe }),
  };
}

// A PEM file often holds a private key beside the certificates, and that is nothing to send.
function withoutKeys(pem: Buffer): string {
  return pem.toString('latin1').replace(/-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----.*?(-----END \1-----|$)/gs, '');
}

function probeOf(before: Domain['probe'], { port, connect, ca, isUnasked }: HostOptions): HostInput['probe'] {
  if (isUnasked) return 'none';
  const given = {
    ...(port === undefined ? {} : { port }),
    ...(connect === undefined ? {} : { connect }),
    ...(ca === undefined ? {} : { ca }),
  };
  if (Object.keys(given).length === 0) return before;
  return { ...(before === 'none' ? {} : before), ...given };
}

async function readPinsOf(files: readonly string[]): Promise<{ pins: Pin[]; remarks: string[] }> {
  const pins: Pin[] = [];
  const remarks: string[] = [];
  for (const file of files) {
    const found = await readWithPassphrase(file, readPins);
    pins.push(...found.map(({ pin }) => parsePin(pin, nameOf(file))));
    if (found.length > 1) remarks.push(...found.flatMap((key) => remarkOn(key, nameOf(file))));
  }
  return { pins, remarks };
}

// A file of a chain is what CAs hand out and servers read, and who adds it may mean the server's key alone. Who names the
// certificate of a CA means it.
function remarkOn({ certificate }: FoundKey, file: string): string[] {
  if (!certificate?.extensions.basicConstraints?.isCa) return [];
  return [
    `${file} brings a CA along, ${certificate.subjectText}: with its pin, apps accept whatever it issues for this host. The leaf alone: livepin convert ${file} --only leaf --to pem`,
  ];
}
