import { LivepinError } from '@livepin/core';
import { remedyOf } from '@livepin/core/remedies';
import { readKeyFile } from '@livepin/pki';
import { describeFiles, describeServed, type Finding } from '@livepin/pki/show';
import { Certificate, platformAnchors } from '@livepin/tls';
import { formatEndpoint, parseTarget, probe } from '@livepin/tls/probe';
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
    'livepin show fullchain.pem --ca our-root.pem',
    'livepin show --host api.example.com',
  ],
  negative: 'something is wrong for which clients refuse; each finding has its code.',
  async run({ files, host, connect, ca, starttls, proxy }) {
    if (files.length === 0 && host === undefined)
      throw usage('Nothing was given to show: name a file, or a server with --host.');
    const now = clock();
    const standpoint = { now, anchors: (await anchorsOf(ca)) ?? platformAnchors() };
    const opened = [];
    for (const file of files) {
      const held = await readWithPassphrase(file, readKeyFile);
      if (held.length === 0) throw new LivepinError('LP_KEY_FILE_UNREADABLE', `${nameOf(file)} holds no key.`);
      opened.push({ from: nameOf(file), held });
    }
    const shown = describeFiles(opened, standpoint);
    if (host !== undefined) {
      const target = parseTarget(host, starttls ?? null);
      const { served, nameFault, fault } = await probe(
        target.endpoint,
        await probeOptionsOf(target, { connect, ca, proxy }),
      );
      const certificates = served.map(({ der }) => new Certificate(der));
      const from = formatEndpoint(target.endpoint);
      shown.push(describeServed({ from, certificates, nameFault, fault }, standpoint));
    }
    return {
      json: { now, shown: shown.map((one) => ({ ...one, findings: one.findings.map(withRemedy) })) },
      lines: (style) => formatShown(shown, now, style),
      isNegative: shown.some(({ findings }) => findings.some(({ weight }) => weight === 'fault')),
    };
  },
});

function withRemedy(finding: Finding): Finding & { readonly remedy: string } {
  return { ...finding, remedy: remedyOf(finding.code) };
}
