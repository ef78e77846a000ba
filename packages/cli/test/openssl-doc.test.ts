import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Held, readKeyFile } from '@livepin/pki';
import { keyText, keyViewOf, requestViewOf } from '@livepin/pki/show';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../e2e/system.ts';
import { temporaryFolder } from './command-line.ts';
import { fillFolder, makeProgram, passphrases, startServers } from './openssl-folder.ts';

// Every pair of docs/openssl.md is run, both of it, each in a copy of the same folder, and what comes out is compared.

interface Pair {
  /** The sentence above it. */
  readonly title: string;
  /** What is the same of both. */
  readonly compare: string;
  readonly openssl: string;
  readonly livepin: string;
}

interface Ran {
  readonly folder: string;
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const text = readFileSync(new URL('../../../docs/openssl.md', import.meta.url), 'utf8');
const pairs: Pair[] = [
  ...text.matchAll(/([^\n]*)\n\n<!-- compare: ([^\n]+) -->\n```sh\n([\s\S]+?)\n\n([\s\S]+?)\n```/g),
].map(([, title, compare, openssl, livepin]) => ({
  title: title!,
  compare: compare!,
  openssl: openssl!,
  livepin: livepin!,
}));

test('every block of the page is a pair that is run', () => {
  expect(pairs.length).toBe(text.match(/```sh/g)!.length);
  expect(pairs.length).toBeGreaterThan(50);
  for (const { openssl, livepin, title } of pairs) {
    expect(openssl, title).toMatch(/openssl|keytool/);
    expect(openssl, title).not.toContain('livepin ');
    expect(livepin, title).toContain('livepin ');
    expect(livepin, title).not.toContain('openssl');
  }
});

const base = temporaryFolder();
afterAll(() => base[Symbol.dispose]());

describeWith(findProgram('openssl'), 'docs/openssl.md', () => {
  const prepared = base.in('prepared');
  let servers: Awaited<ReturnType<typeof startServers>>;
  let path: string;
  let number = 0;

  beforeAll(async () => {
    fillFolder(prepared);
    path = `${makeProgram(base.path)}:${process.env['PATH']}`;
    servers = await startServers(prepared);
  });
  afterAll(() => servers[Symbol.asyncDispose]());

  /** The names of the page lead to loopback, for each program in its own way. */
  function onLoopback(script: string): string {
    return script
      .replace(/-connect api\.example\.com:443/g, `-connect 127.0.0.1:${servers.api}`)
      .replace(/-connect \$host:443/g, `-connect 127.0.0.1:${servers.api}`)
      .replace(/-connect mail\.example\.com:25/g, `-connect 127.0.0.1:${servers.mail}`)
      .replace(/livepin probe/g, `livepin probe --connect 127.0.0.1:${servers.api}`)
      .replace(/(livepin .*--host smtp:\S+)/g, `$1 --connect 127.0.0.1:${servers.mail}`)
      .replace(/(livepin (?:\w+ --host|check) [a-z]+\.example\.com)/g, `$1 --connect 127.0.0.1:${servers.api}`)
      .replace(/(https:\/\/api\.example\.com)/g, `--connect-to api.example.com:443:127.0.0.1:${servers.api} $1`);
  }

  function runScript(script: string): Promise<Ran> {
    const folder = base.in(`run-${++number}`);
    cpSync(prepared, folder, { recursive: true });
    const env = { PATH: path, HOME: folder, ...passphrases };
    const { promise, resolve } = Promise.withResolvers<Ran>();
    const child = execFile(
      'bash',
      ['-o', 'pipefail', '-c', onLoopback(script)],
      { cwd: folder, env },
      (_error, stdout, stderr) => resolve({ folder, status: child.exitCode ?? -1, stdout, stderr }),
    );
    return promise;
  }

  test.for(pairs)('$title ($compare)', async ({ compare, openssl, livepin }, { skip }) => {
    for (const program of ['keytool', 'curl'].filter((name) => openssl.includes(name))) {
      const found = findProgram(program);
      if ('missing' in found) return skip(found.missing);
    }
    const [theirs, ours] = await Promise.all([runScript(openssl), runScript(livepin)]);
    const [kind] = compare.split(/[ ,]/);
    if (kind === 'verdict') {
      const isFine = compare.endsWith('0');
      expect([theirs.status === 0, ours.status === 0], `${theirs.stderr}${ours.stdout}${ours.stderr}`).toEqual([
        isFine,
        isFine,
      ]);
      return expect(ours.status, ours.stderr).toBe(isFine ? 0 : 1);
    }
    expect(theirs.status, theirs.stderr).toBe(0);
    expect(ours.status, ours.stderr).toBe(0);
    return comparisons[compare]!(theirs, ours);
  });

  /** What a run has written, by name. */
  function written({ folder }: Ran): Map<string, Held[]> {
    const names = readdirSync(folder).filter((name) => !readdirSync(prepared).includes(name));
    return new Map(names.sort().map((name) => [name, read(join(folder, name))]));
  }

  function read(file: string): Held[] {
    const opened = [passphrases.LIVEPIN_PASSPHRASE, passphrases.LIVEPIN_NEW_PASSPHRASE].flatMap((passphrase) => {
      try {
        return [readKeyFile(readFileSync(file), file, passphrase)];
      } catch {
        return []; // of the other passphrase
      }
    });
    if (opened.length === 0) throw new Error(`${file} cannot be read`);
    return opened[0]!;
  }

  const comparisons: Readonly<Record<string, (theirs: Ran, ours: Ran) => void>> = {
    pins: (theirs, ours) => {
      expect(pinsIn(theirs.stdout).length).toBeGreaterThan(0);
      expect(pinsIn(ours.stdout)).toEqual(pinsIn(theirs.stdout));
    },
    'pins, some': (theirs, ours) => {
      expect(pinsIn(theirs.stdout)).toHaveLength(1);
      expect(pinsIn(ours.stdout)[0]).toBe(pinsIn(theirs.stdout)[0]);
    },
    'new keys': (theirs, ours) => {
      const [one, other] = [theirs, ours].map((ran) =>
        [...written(ran)].map(([name, held]) => [name, ...held.map(kindOfKey)]),
      );
      expect(other).toEqual(one);
      expect(contents(ours)).not.toEqual(contents(theirs));
      expect(isEncrypted(ours)).toBe(isEncrypted(theirs));
      for (const name of written(ours).keys()) expect(statSync(join(ours.folder, name)).mode & 0o777).toBe(0o600);
    },
    files: (theirs, ours) => {
      expect(written(ours).size).toBeGreaterThan(0);
      expect(contents(ours)).toEqual(contents(theirs));
      expect(isEncrypted(ours)).toBe(isEncrypted(theirs));
    },
    requests: (theirs, ours) => {
      const [one, other] = [theirs, ours].map((ran) => requestIn(ran, 'new.csr'));
      const { pin: _theirPin, ...theirKey } = one!.key;
      const { pin: ourPin, ...ourKey } = other!.key;
      expect({ ...other, key: ourKey }).toEqual({ ...one, key: theirKey });
      const key = written(ours).get('new.key') ?? read(join(prepared, 'api.key'));
      expect(key.map((held) => 'spki' in held && keyViewOf(held.spki).pin)).toEqual([ourPin]);
    },
    facts: (theirs, ours) => {
      const facts = factsIn(theirs.stdout);
      expect(facts.length, theirs.stdout).toBeGreaterThan(0);
      for (const fact of facts) expect(ours.stdout).toContain(fact);
    },
    'development chains': (theirs, ours) => {
      const [one, other] = [theirs, ours].map(({ folder }) => {
        const leaf = readdirSync(folder).find((name) => /^(api\.test|localhost)\.pem$/.test(name))!;
        const verify = ['verify', '-purpose', 'sslserver', '-CAfile', 'ca.pem', '-untrusted', leaf, leaf];
        execFileSync('openssl', verify, { cwd: folder, stdio: 'pipe' });
        const names = execFileSync('openssl', ['x509', '-in', leaf, '-noout', '-ext', 'subjectAltName'], {
          cwd: folder,
        });
        return {
          leaf,
          names: names.toString(),
          key: read(join(folder, leaf.replace('.pem', '-key.pem'))).map(kindOfKey),
        };
      });
      expect(other).toEqual(one);
    },
  };

  function requestIn(ran: Ran, name: string) {
    const held = written(ran).get(name)?.[0];
    if (held?.kind !== 'certificate request') throw new Error(`${name} is no request`);
    const { keyUsage, purposes, names, subject, isProven, key } = requestViewOf(held.der, name);
    return { keyUsage, purposes, names, subject, isProven, key };
  }

  /** All that is written, private keys by a hash: in another encoding it is the same. */
  function contents(ran: Ran): unknown {
    return [...written(ran)].map(([name, held]) => [name, ...held.map(contentOf).sort()]);
  }

  function isEncrypted({ folder }: Ran): boolean {
    return [...written({ folder } as Ran).keys()].some((name) =>
      readFileSync(join(folder, name)).includes('ENCRYPTED'),
    );
  }
});

function contentOf(held: Held): string {
  switch (held.kind) {
    case 'certificate':
      return `certificate ${held.certificate.fingerprint}`;
    case 'certificate request':
      return `request ${keyViewOf(held.spki).pin}`;
    case 'public key':
      return `public key ${keyViewOf(held.spki).pin}`;
    case 'private key':
      return `private key ${createHash('sha256')
        .update(held.key.export({ type: 'pkcs8', format: 'der' }))
        .digest('hex')}`;
  }
}

function kindOfKey(held: Held): string {
  return 'spki' in held ? `${held.kind} ${keyText(keyViewOf(held.spki))}` : held.kind;
}

/** Pins in base64, or in hexadecimal. */
function pinsIn(output: string): string[] {
  const found = output.match(/[A-Za-z0-9+/]{43}=|\b[0-9a-f]{64}\b/g) ?? [];
  return found.map((pin) => (pin.length === 64 ? Buffer.from(pin, 'hex').toString('base64') : pin));
}

/** What OpenSSL says of certificates, requests and keys, in the words of Livepin. */
function factsIn(output: string): string[] {
  const all = (form: RegExp, say: (found: string) => string = (found) => found) =>
    [...output.matchAll(form)].map(([, found]) => say(found!));
  const bare = (hex: string) => hex.replace(/[:\s]/g, '').toLowerCase();
  const date = (found: string) => new Date(found).toISOString().replace(/^(.+)T(.+):\d\d\.\d+Z$/, '$1 $2 UTC');
  return [
    ...all(/DNS:([^,\s]+)/g),
    ...all(/IP Address:([^,\s]+)/g),
    ...all(/CN ?= ?([^,/\n]+)/g, (found) => `CN=${found}`),
    ...all(/[Ss]erial(?: Number:|=)\s*([0-9A-Fa-f:]+)\s*$/gm, bare),
    ...all(/sha256 Fingerprint=(\S+)/gi, bare),
    ...all(/not(?:Before|After)=(.+)/g, date),
    ...all(/Not (?:Before|After) ?: (.+)/g, date),
    ...all(/Signature Algorithm: (\S+)/g),
    ...all(/NIST CURVE: (\S+)/g),
    ...all(/Public-Key: \((2048 bit)\)/g, () => 'RSA, 2048 bits'),
  ];
}

describe('the comparisons themselves', () => {
  test('would see a difference', () => {
    expect(pinsIn(`x ${'ab'.repeat(32)}\n`)).toEqual([Buffer.from('ab'.repeat(32), 'hex').toString('base64')]);
    expect(pinsIn('sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')).toHaveLength(1);
    expect(factsIn('serial=0A1B\nnotAfter=Jan  2 03:04:05 2030 GMT\nsubject=O = X, CN = y')).toEqual([
      'CN=y',
      '0a1b',
      '2030-01-02 03:04 UTC',
    ]);
  });
});
