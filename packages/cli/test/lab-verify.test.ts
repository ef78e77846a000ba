import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Report, readReportKey, reportFiles, reportText, signReport } from '@livepin/lab';
import { issue } from '@livepin/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { livepin, temporaryFolder } from './command-line.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const testerKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }) as string;
const publicPem = (key: KeyObject) => createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;
const signer = readReportKey(Buffer.from(pem(testerKey)), 'tester.pem');

const build = { path: 'app.apk', sha256: 'f2ca1bb6c7e907d06dafe4687e579fce76b37e4e93b7605022da52e6ccc26fd2' }; // of "test\n"

function reportWithEvidence(place: string): Report {
  mkdirSync(join(place, 'evidence'), { recursive: true });
  const evidence = ['evidence/api.pcapng', 'evidence/api.keys.log'].map((path) => {
    const content = `what went by, for ${path}`;
    writeFileSync(join(place, path), content);
    return { path, sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length };
  });
  return {
    format: 'livepin-lab-report',
    version: 1,
    madeAt: 1_790_000_000,
    livepin: manifest.version,
    subject: { name: 'the shop', build: [build] },
    mode: 'proxy',
    trust: { isShown: true, because: 'It reads the trust store of the lab.' },
    tries: 3,
    seconds: 12,
    isPartial: false,
    scenarios: [
      {
        id: 'user-ca',
        title: 'User CA',
        group: 'certificates',
        attack: 'A CA.',
        must: 'Refuse.',
        why: 'So.',
        repair: 'Pin.',
        standards: [],
        isDecisive: true,
      },
    ],
    hosts: [
      {
        host: 'api.example.com',
        port: 443,
        verdict: 'pinned',
        because: 'It held.',
        stacks: [],
        cells: [
          {
            scenario: 'user-ca',
            verdict: 'held',
            because: 'It held.',
            reach: 'nothing',
            tries: [],
            leaks: [],
            repair: null,
            evidence,
          },
        ],
      },
    ],
    coverage: { sources: [], neverSeen: [], unlisted: [] },
    controls: [],
    timeline: [],
    disclosure: 'redacted',
    warnings: [],
  };
}

beforeAll(() => {
  const report = reportWithEvidence(folder.in('genuine'));
  writeFileSync(folder.in('genuine/report.json'), reportText(report));
  writeFileSync(folder.in('genuine/report.json.jws'), signReport(Buffer.from(reportText(report)), signer));
  writeFileSync(folder.in('public.pem'), publicPem(testerKey));
  writeFileSync(folder.in('app.apk'), 'test\n');
  writeFileSync(folder.in('other.apk'), 'another\n');
});

beforeEach(() => {
  rmSync(folder.in('report'), { recursive: true, force: true });
  cpSync(folder.in('genuine'), folder.in('report'), { recursive: true });
});

interface Verified {
  readonly verified: boolean;
  readonly signer: string | null;
  readonly faults: readonly { readonly code: string; readonly sentence: string }[];
}

const verify = (...more: string[]) =>
  livepin(['lab', 'verify', 'report/report.json', '--key', 'public.pem', ...more], { cwd: folder.path });
const capture = () => folder.in('report/evidence/api.pcapng');

test('a report that nobody touched is verified, and it is said what it is about', async () => {
  const { status, stdout, stderr } = await verify('--build', 'app.apk');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain(`verified  the shop, 2026-09-21 14:13 UTC, by the key ${signer.kid}`);
  expect(stdout).toContain(`tested app.apk, SHA-256 ${build.sha256}`);
  expect(stdout).toContain('api.example.com:443 pinned');
  expect(stdout).toContain('2 files of evidence');
  const json = (await verify('--json')).json<Verified>();
  expect(json).toMatchObject({ verified: true, signer: signer.kid, evidence: 2, faults: [] });
});

describe('a report is refused, exit status 1,', () => {
  test.each<{ says: string; change: () => void; path: string; words: string }>([
    {
      says: 'with evidence that was changed',
      change: () => appendFileSync(capture(), 'x'),
      path: 'api.pcapng',
      words: 'was changed',
    },
    {
      says: 'with evidence of the same length',
      change: () => {
        const bytes = readFileSync(capture());
        bytes[bytes.length - 1]! ^= 1;
        writeFileSync(capture(), bytes);
      },
      path: 'api.pcapng',
      words: 'was changed',
    },
    {
      says: 'with evidence that is missing',
      change: () => unlinkSync(capture()),
      path: 'api.pcapng',
      words: 'is missing',
    },
    {
      says: 'with a file added to the evidence',
      change: () => writeFileSync(folder.in('report/evidence/more.pcapng'), 'x'),
      path: 'more.pcapng',
      words: 'the report does not know it',
    },
    {
      says: 'with a link in place of the evidence, even to the same bytes',
      change: () => {
        renameSync(capture(), folder.in('elsewhere.pcapng'));
        symlinkSync(folder.in('elsewhere.pcapng'), capture());
      },
      path: 'api.pcapng',
      words: 'is a link',
    },
    {
      says: 'with a link in place of the folder of evidence',
      change: () => {
        rmSync(folder.in('away'), { recursive: true, force: true });
        renameSync(folder.in('report/evidence'), folder.in('away'));
        symlinkSync(folder.in('away'), folder.in('report/evidence'));
      },
      path: 'api.pcapng',
      words: 'is a link',
    },
  ])('$says', async ({ change, path, words }) => {
    change();
    const { status, json } = await verify('--json');
    expect(status).toBe(1);
    const [fault] = json<Verified>().faults;
    expect(json<Verified>().verified).toBe(false);
    expect(fault).toMatchObject({ code: 'LP_LAB_EVIDENCE' });
    expect(fault?.sentence).toContain(`evidence/${path} `);
    expect(fault?.sentence).toContain(words);
  });

  test.each<{ says: string; change: () => void }>([
    {
      says: 'when a verdict in it was changed',
      change: () => {
        const path = folder.in('report/report.json');
        writeFileSync(path, readFileSync(path, 'utf8').replace('"pinned"', '"not-pinned"'));
      },
    },
    { says: 'when white space was added', change: () => appendFileSync(folder.in('report/report.json'), '\n') },
    {
      says: 'with the signature of another report',
      change: () => writeFileSync(folder.in('report/report.json.jws'), signReport(Buffer.from('{}\n'), signer)),
    },
    {
      says: 'with something else in place of the signature',
      change: () => writeFileSync(folder.in('report/report.json.jws'), 'x'),
    },
  ])('$says; and nothing that it says is shown', async ({ change }) => {
    change();
    const { status, stdout } = await verify();
    expect(status).toBe(1);
    expect(stdout).toContain('[LP_LAB_SIGNATURE]');
    expect(stdout).not.toContain('the shop');
    expect(stdout).not.toContain('pinned');
  });

  test('when the key is not the one that signed', async () => {
    writeFileSync(folder.in('stranger.pem'), publicPem(generateKeyPairSync('ed25519').privateKey));
    const { status, json } = await livepin(['lab', 'verify', 'report/report.json', '--key', 'stranger.pem', '--json'], {
      cwd: folder.path,
    });
    expect(status).toBe(1);
    expect(json<Verified>()).toMatchObject({ signer: null, faults: [{ code: 'LP_LAB_SIGNATURE' }] });
  });

  test('when the build at hand is not the one that was tested', async () => {
    const { status, json } = await verify('--build', 'app.apk', '--build', 'other.apk', '--json');
    expect(status).toBe(1);
    const { faults, signer: by } = json<Verified>();
    expect(faults).toMatchObject([{ code: 'LP_LAB_BUILD', sentence: expect.stringMatching(/^other\.apk /) }]);
    expect(by).toBe(signer.kid); // it is a good report, of something else
  });
});

describe('what was made of the report and stands beside it', () => {
  const writeForms = (report: Report) => {
    for (const [name, text] of reportFiles(report)) writeFileSync(folder.in(`report/${name}`), text);
    writeFileSync(folder.in('report/report.json.jws'), signReport(Buffer.from(reportText(report)), signer));
  };

  test('is verified with it, as far as it is there', async () => {
    writeForms(reportWithEvidence(folder.in('report')));
    unlinkSync(folder.in('report/badge.svg'));
    expect((await verify()).status).toBe(0);
  });

  test.each(['report.html', 'report.junit.xml', 'report.sarif', 'badge.svg'])(
    '%s is not to be changed',
    async (name) => {
      writeForms(reportWithEvidence(folder.in('report')));
      appendFileSync(folder.in(`report/${name}`), ' ');
      const { status, json } = await verify('--json');
      expect(status).toBe(1);
      expect(json<Verified>().faults).toEqual([
        { code: 'LP_LAB_FORM', sentence: `${name} is not what report.json makes.` },
      ]);
    },
  );

  test('is not compared where another version made it, which is said', async () => {
    writeForms({ ...reportWithEvidence(folder.in('report')), livepin: '0.0.7' });
    writeFileSync(folder.in('report/report.html'), '<h1>All is well</h1>');
    const { status, stdout } = await verify();
    expect(status).toBe(0);
    expect(stdout).toContain('report.html was made by another version, livepin 0.0.7, and cannot be compared.');
  });
});

describe('what cannot be judged is no verdict, exit status 2:', () => {
  test.each<{ says: string; arguments_: string[]; code: string; file: string }>([
    {
      says: 'no report',
      arguments_: ['nothing.json', '--key', 'public.pem'],
      code: 'LP_FILE_UNREADABLE',
      file: 'nothing.json',
    },
    {
      says: 'no signature',
      arguments_: ['unsigned.json', '--key', 'public.pem'],
      code: 'LP_FILE_UNREADABLE',
      file: 'unsigned.json.jws',
    },
    {
      says: 'a private key',
      arguments_: ['report/report.json', '--key', 'private.pem'],
      code: 'LP_KEY_PRIVATE',
      file: 'private.pem',
    },
    {
      says: 'a key of another type',
      arguments_: ['report/report.json', '--key', 'rsa.pem'],
      code: 'LP_SIGNING_KEY_TYPE',
      file: 'rsa.pem',
    },
    {
      says: 'a file that was signed, and is no report',
      arguments_: ['signed.json', '--key', 'public.pem'],
      code: 'LP_LAB_REPORT_MALFORMED',
      file: 'signed.json',
    },
    {
      says: 'a report that leads out of its folder',
      arguments_: ['leading-out.json', '--key', 'public.pem'],
      code: 'LP_LAB_REPORT_MALFORMED',
      file: 'leading-out.json',
    },
  ])('$says', async ({ arguments_, code, file }) => {
    writeFileSync(folder.in('unsigned.json'), '{}');
    writeFileSync(folder.in('private.pem'), pem(testerKey));
    writeFileSync(folder.in('rsa.pem'), publicPem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey));
    const leadingOut = readFileSync(folder.in('genuine/report.json'), 'utf8').replaceAll(
      'evidence/api',
      '../../etc/api',
    );
    for (const [name, text] of [
      ['signed.json', '{"format":"something"}'],
      ['leading-out.json', leadingOut],
    ] as const) {
      writeFileSync(folder.in(name), text);
      writeFileSync(folder.in(`${name}.jws`), signReport(Buffer.from(text), signer));
    }
    const { status, stdout, stderr } = await livepin(['lab', 'verify', ...arguments_], { cwd: folder.path });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`[${code}]`);
    expect(stderr).toContain(file);
  });
});

test('the key may be given as a certificate, and the signature under another name', async () => {
  const certificate = issue({ subject: 'CN=Reports' });
  const own = readReportKey(Buffer.from(pem(certificate.key.privateKey)), 'key.pem');
  writeFileSync(folder.in('reports.crt'), certificate.pem);
  writeFileSync(folder.in('by-certificate.jws'), signReport(readFileSync(folder.in('report/report.json')), own));
  const { status } = await livepin(
    ['lab', 'verify', 'report/report.json', '--key', 'reports.crt', '--signature', 'by-certificate.jws'],
    { cwd: folder.path },
  );
  expect(status).toBe(0);
});
