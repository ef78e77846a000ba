import { dirname, join } from 'node:path';
import { type ErrorCode, LivepinError } from '@livepin/core';
import { remedyOf } from '@livepin/core/remedies';
import type { EvidenceFault, FailOn, Report } from '@livepin/lab';
import manifest from '../../package.json' with { type: 'json' };
import { defineCommand, type Result } from '../command.ts';
import { nameOf, readIfThere, readInput } from '../files.ts';
import { failOnOfRun } from '../lab/fail-on-option.ts';
import { type LabModule, loadLab } from '../lab/load-lab.ts';
import { neededText, text, texts } from '../sketch.ts';
import { dateOf } from '../style.ts';

/** Something that does not fit the report, or that the report does not fit. */
interface Fault {
  readonly code: ErrorCode;
  readonly sentence: string;
}

export const labVerify = defineCommand({
  name: 'verify',
  summary: 'check the signature of a report of the lab, its evidence, and which build it is about',
  details: `The signature is over the very bytes of report.json, which has the hash of each file of evidence and of what was
tested. report.html and the other forms are not signed; those that stand beside report.json are compared with what it makes,
where the same version of livepin made them.`,
  arguments: { report: neededText('<report>', 'report.json, with its evidence beside it') },
  options: {
    key: neededText('--key <file>', 'the public key of whoever signed: PEM, DER, a certificate, or a JWK'),
    signature: text('--signature <file>', 'the signature; by default the file beside the report, report.json.jws'),
    failOn: failOnOfRun,
    builds: texts('--build <path>', 'a file or folder that must be one of those that were tested'),
  },
  examples: [
    'livepin lab verify lab-report/report.json --key security-team.pem',
    'livepin lab verify report.json --key security-team.pem --build app-release.apk --json',
  ],
  negative: 'the signature, the evidence or the build is not what it should be.',
  async run({ report: path, key: keyPath, signature, builds, failOn: words }) {
    const lab = await loadLab();
    const failOn = lab.parseFailOn(words);
    const key = await lab.readReportPublicKey(await readInput(keyPath), keyPath);
    const bytes = await readInput(path);
    const jws = Buffer.from(await readSignature(signature, path, lab)).toString('latin1');
    const signed = await lab.verifyReport(bytes, jws, key);
    // What nobody vouches for is not read: it could say anything.
    if (signed.kind === 'refused') return resultOf(null, [signed], key.kid);
    const report = lab.parseReport(Buffer.from(bytes).toString('utf8'), path);
    const files = lab.evidenceIn(report);
    const differing = (await lab.checkEvidence(dirname(path), files)).map(evidenceFault);
    const strangers: Fault[] = [];
    for (const { path: build, sha256 } of await lab.hashBuild(builds)) {
      if (report.subject.build.some((tested) => tested.sha256 === sha256)) continue;
      const sentence = `${build} is not what was tested: its SHA-256 is ${sha256}.`;
      strangers.push({ code: 'LP_LAB_BUILD', sentence });
    }
    const forms = await compareForms(dirname(path), report, failOn, lab);
    return resultOf(report, [...differing, ...strangers, ...forms.faults], key.kid, files.length, forms.notes);
  },
});

/** Holds what was made of a report, and is there, against what it makes: nobody signs that, and it is what people read. */
async function compareForms(
  folder: string,
  report: Report,
  failOn: FailOn,
  { reportFiles }: LabModule,
): Promise<{ readonly faults: readonly Fault[]; readonly notes: readonly string[] }> {
  const isSameVersion = report.livepin === manifest.version;
  const [faults, notes]: [Fault[], string[]] = [[], []];
  for (const [name, made] of reportFiles(report, failOn)) {
    const found = name === 'report.json' ? null : await readIfThere(join(folder, name));
    if (found === null) continue;
    if (!isSameVersion)
      notes.push(`${name} was made by another version, livepin ${report.livepin}, and cannot be compared.`);
    else if (!Buffer.from(made).equals(found))
      faults.push({ code: 'LP_LAB_FORM', sentence: `${name} is not what report.json makes.` });
  }
  return { faults, notes };
}

async function readSignature(signature: string | undefined, report: string, lab: LabModule): Promise<Uint8Array> {
  if (signature !== undefined) return readInput(signature);
  const usual = lab.signatureFileOf(report);
  const bytes = await readIfThere(usual);
  if (bytes) return bytes;
  throw new LivepinError(
    'LP_FILE_UNREADABLE',
    `${nameOf(report)} is not signed here: there is no ${usual} beside it. livepin lab run --out FOLDER --sign KEY writes one; --signature names another file.`,
  );
}

const faultWords: Readonly<Record<EvidenceFault['is'], string>> = {
  missing: 'is missing',
  changed: 'was changed',
  'no file': 'is a link or something else than a file',
  added: 'stands beside the evidence, and the report does not know it',
  unreadable: 'cannot be read',
};

function evidenceFault({ path, is }: EvidenceFault): Fault {
  return { code: 'LP_LAB_EVIDENCE', sentence: `${path} ${faultWords[is]}.` };
}

/** @param report null where its signature is not good */
function resultOf(
  report: Report | null,
  faults: readonly Fault[],
  kid: string,
  files = 0,
  notes: readonly string[] = [],
): Result {
  const about = report && {
    subject: report.subject,
    madeAt: report.madeAt,
    hosts: report.hosts.map(({ host, port, verdict }) => ({ host, port, verdict })),
  };
  return {
    json: { verified: faults.length === 0, signer: report ? kid : null, evidence: files, faults, notes, ...about },
    lines: (style) => [
      ...faults.map(({ code, sentence }) => `${style.bad('differs')}  ${sentence} [${code}]`),
      ...[...new Set(faults.map(({ code }) => code))].map((code) => `  ${remedyOf(code)}`),
      ...notes,
      ...(report ? linesOf(report, faults.length === 0 ? style.good('verified') : 'signed', kid, files) : []),
    ],
    isNegative: faults.length > 0,
  };
}

function linesOf(report: Report, verdict: string, kid: string, files: number): string[] {
  const { subject, madeAt, hosts } = report;
  return [
    `${verdict}  ${subject.name}, ${dateOf(madeAt)}, by the key ${kid}`,
    ...subject.build.map(({ path, sha256 }) => `  tested ${path}, SHA-256 ${sha256}`),
    ...hosts.map(({ host, port, verdict: found }) => `  ${host}:${port} ${found}`),
    files === 0 ? '  It has no evidence.' : `  ${files} ${files === 1 ? 'file' : 'files'} of evidence`,
  ];
}
