import { LivepinError, type Pin } from '@livepin/core';
import {
  type Finding,
  type Held,
  type JudgedCertificates,
  judgeCertificates,
  judgeRequest,
  type KeyView,
  keyFindings,
  keyViewOf,
  type RequestView,
  readKeyFile,
  requestViewOf,
} from '@livepin/pki';
import { Certificate, formatEndpoint, parseTarget, platformAnchors, probe, type TrustAnchors } from '@livepin/tls';
import { defineCommand } from '../command.ts';
import {
  anchorsOf,
  caOption,
  connectOption,
  probeOptionsOf,
  proxyOption,
  startTlsOption,
} from '../endpoint-options.ts';
import { nameOf } from '../files.ts';
import { clock } from '../parse-time.ts';
import { readWithPassphrase } from '../passphrase.ts';
import { formatShown } from '../show-lines.ts';
import { text, texts } from '../sketch.ts';
import { usage } from '../usage-error.ts';

/** What one file or server holds, described and judged. */
export interface Shown {
  readonly from: string;
  readonly certificates: JudgedCertificates['views'];
  readonly requests: readonly RequestView[];
  readonly keys: readonly ShownKey[];
  readonly findings: readonly Finding[];
}

export interface ShownKey extends KeyView {
  readonly kind: 'private key' | 'public key';
  /** The certificates and requests of this key, in all that is shown: "certificate 1 of api.crt". */
  readonly belongsTo: readonly string[];
}

export const show = defineCommand({
  name: 'show',
  summary: 'show certificates, chains, requests and keys, with their pins and what is wrong with them',
  details: `Files are PEM, DER, PKCS#7, PKCS#12 or JKS. Certificates of one file are judged as the chain that a server would send:
names, dates, keys, signatures, order, what is missing and what is too much. Of several files each is judged by itself, and
private keys are compared with the certificates of all. Of a private key only type, size and pin are shown; the passphrase
of an encrypted one is asked for, or read from LIVEPIN_PASSPHRASE. It is judged as of now, by the CAs that are trusted here.`,
  arguments: { files: texts('[file...]', 'files to read; - is standard input') },
  options: {
    host: text('--host <host[:port]>', 'ask this server, and show what it sends'),
    connect: connectOption,
    ca: caOption,
    starttls: startTlsOption,
    proxy: proxyOption,
  },
  examples: [
    'livepin show fullchain.pem',
    'livepin show api.crt api.key',
    'livepin show store.p12 --json',
    'livepin show --host api.example.com',
  ],
  negative: 'something is wrong for which clients refuse; each finding has its code.',
  async run({ files, host, connect, ca, starttls, proxy }) {
    if (files.length === 0 && host === undefined)
      throw usage('Nothing was given to show: name a file, or a server with --host.');
    const now = clock();
    const anchors = (await anchorsOf(ca)) ?? platformAnchors();
    const held = [];
    for (const file of files) {
      const found = await readWithPassphrase(file, readKeyFile);
      if (found.length === 0) throw new LivepinError('LP_KEY_FILE_UNREADABLE', `${nameOf(file)} holds no key.`);
      held.push({ from: nameOf(file), held: found });
    }
    const owners = ownersOf(held);
    const shown = held.map(({ from, held: found }) => describeFile(from, found, owners, anchors, now));
    if (host !== undefined) {
      const target = parseTarget(host, starttls ?? null);
      const seen = await probe(target.endpoint, await probeOptionsOf(target, { connect, ca, proxy }));
      const served = seen.served.map(({ der }) => new Certificate(der));
      const judged = judgeCertificates(served, { now, anchors, isServed: true });
      const from = formatEndpoint(target.endpoint);
      const findings = [...findingsOfServer(seen, judged.findings), ...judged.findings];
      shown.push({ from, certificates: judged.views, requests: [], keys: [], findings });
    }
    return {
      json: { now, shown },
      lines: (style) => formatShown(shown, now, style),
      isNegative: shown.some(({ findings }) => findings.some(({ weight }) => weight === 'fault')),
    };
  },
});

type Owners = ReadonlyMap<Pin, readonly string[]>;

/** Where certificates and requests of each key are. */
function ownersOf(files: readonly { readonly from: string; readonly held: readonly Held[] }[]): Owners {
  const owners = new Map<Pin, string[]>();
  for (const { from, held } of files) {
    const certificates = held.flatMap((one) => (one.kind === 'certificate' ? [one.certificate.pin] : []));
    const requests = held.flatMap((one) => (one.kind === 'certificate request' ? [keyViewOf(one.spki).pin] : []));
    const named = [
      ...certificates.map((pin, index) => [pin, `certificate ${index + 1} of ${from}`] as const),
      ...requests.map((pin) => [pin, `the request in ${from}`] as const),
    ];
    for (const [pin, owner] of named) owners.set(pin, [...(owners.get(pin) ?? []), owner]);
  }
  return owners;
}

function describeFile(from: string, held: readonly Held[], owners: Owners, anchors: TrustAnchors, now: number): Shown {
  const certificates = held.flatMap((one) => (one.kind === 'certificate' ? [one.certificate] : []));
  const judged = judgeCertificates(certificates, { now, anchors, isServed: false });
  const requests = held.flatMap((one) => (one.kind === 'certificate request' ? [requestViewOf(one.der, from)] : []));
  const keys = held.flatMap((one) =>
    one.kind === 'private key' || one.kind === 'public key' ? [describeKey(one.kind, one.spki, owners)] : [],
  );
  return {
    from,
    certificates: judged.views,
    requests,
    keys,
    findings: [
      ...judged.findings,
      ...requests.flatMap((request) => judgeRequest(request, 'the request')),
      ...keys.flatMap((key) => [...keyFindings(key, `the ${key.kind}`), ...mismatch(key, from, owners)]),
    ],
  };
}

function describeKey(kind: ShownKey['kind'], spki: Uint8Array, owners: Owners): ShownKey {
  const view = keyViewOf(spki);
  return { kind, ...view, belongsTo: owners.get(view.pin) ?? [] };
}

function mismatch(key: ShownKey, from: string, owners: Owners): Finding[] {
  if (key.kind !== 'private key' || owners.size === 0 || key.belongsTo.length > 0) return [];
  const sentence = `The private key in ${from} belongs to no certificate or request that is shown here.`;
  return [{ code: 'LP_SHOW_KEY_MISMATCH', weight: 'fault', sentence }];
}

/** What only the server's own handshake tells: the name that was asked for, and the verdict of path validation. */
function findingsOfServer(
  seen: { nameFault: string | null; fault: string | null },
  others: readonly Finding[],
): Finding[] {
  const name: Finding[] = seen.nameFault
    ? [
        {
          code: 'LP_SHOW_WRONG_NAME',
          weight: 'fault',
          sentence: `The server's certificate is for another host: ${seen.nameFault}.`.replace('..', '.'),
        },
      ]
    : [];
  const isSaid = others.some(({ weight }) => weight === 'fault');
  if (!seen.fault || isSaid) return name;
  const sentence = `No chain leads to a CA that is trusted here: ${seen.fault}.`.replace('..', '.');
  return [...name, { code: 'LP_SHOW_PATH', weight: 'fault', sentence }];
}
