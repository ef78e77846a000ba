// Over 400 lines: one command, and its many sources of pins; each block is one of them.
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { issue, startServer, testPin } from '@livepin/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, findProgram } from '../../../e2e/system.ts';
import { app, host, publish, type StaticWorld, startWorld } from './static-world.ts';

let world: StaticWorld;
beforeAll(async () => {
  world = await startWorld();
  await publish(world, world.keys[0], world.keys[1]);
  world.write('chain.pem', world.keys[0].pem + world.ca.pem);
  world.write('other-ca.pem', issue({ subject: 'CN=Other CA', ca: true }).pem);
});
afterAll(() => world[Symbol.asyncDispose]());

const generate = (...words: string[]) =>
  world.run(['generate', ...words], { env: { LIVEPIN_PASSPHRASE: 'correct horse' } });
const live = () => ['--host', host, '--connect', `127.0.0.1:${world.server.port}`, '--ca', 'ca.pem'];

interface Answer {
  readonly files: { path: string; text: string }[];
  readonly hosts: {
    host: string;
    subdomains: boolean;
    mode: string;
    keys: { pin: string; role: string; label: string }[];
  }[];
  readonly expires: number | null;
  readonly remarks: { rule: string }[];
  readonly targets: { target: string; losses: { rule: string }[]; steps: string[] }[];
}
const rolesIn = ({ hosts }: Answer) => hosts.map(({ keys }) => keys.map(({ pin, role }) => [pin, role]));
const answerOf = async (...words: string[]) => {
  const outcome = await generate(...words, '--json');
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  return outcome.json<Answer>();
};

describe.concurrent('from a live server', () => {
  test('of a file that a key came from its name is written, and not where it lies', async () => {
    world.write('secret/key-2.pem', world.keys[1].pem);
    const { stdout } = await generate('curl', ...live(), '--backup', 'secret/key-2.pem');
    expect(stdout).toContain(`# ${world.keys[1].pin} = backup: key-2.pem\n`);
  });

  test('its own key and a backup are pinned; what else is to be known is said beside the config', async () => {
    const { status, stdout, stderr } = await generate(
      'android-nsc',
      ...live(),
      '--backup',
      'key-2.pem',
      '--subdomains',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^<\?xml[\s\S]+<\/network-security-config>\n$/);
    expect(stdout).toContain(`<domain includeSubdomains="true">${host}</domain>`);
    expect(stdout.match(/<pin digest="SHA-256">[^<]+/g)).toEqual(
      [world.keys[0], world.keys[1]].map(({ pin }) => `<pin digest="SHA-256">${pin}`),
    );
    expect(stderr).toMatch(
      /^note: api\.example\.com: the certificate of CN=api\.example\.com ends on .+ \[leaf-pin-key-rotates\]\nthen: Name the file in AndroidManifest\.xml/,
    );
  });

  test.each([
    { part: 'leaf', pins: () => [[world.keys[0].pin, 'leaf']] },
    { part: 'issuer', pins: () => [[world.ca.pin, 'anchor']] },
    { part: 'root', pins: () => [[world.ca.pin, 'anchor']] },
    {
      part: 'all',
      pins: () => [
        [world.keys[0].pin, 'leaf'],
        [world.ca.pin, 'anchor'],
      ],
    },
  ])('--pin $part pins that part of the path', async ({ part, pins }) => {
    const answer = await answerOf('plain-json', ...live(), '--pin', part, '--backup', 'key-2.pem');
    expect(rolesIn(answer)).toEqual([[...pins(), [world.keys[1].pin, 'backup']]]);
  });

  test('the pins end in half a year, on another day, in so many days, or never', async () => {
    const inDays = (days: number) => (Math.floor(Date.now() / 86_400_000) + days) * 86_400;
    const day = new Date((inDays(60) + 3600) * 1000).toISOString().slice(0, 10);
    for (const [given, expected] of [
      [[], inDays(180)],
      [['--expires', '90'], inDays(90)],
      [['--expires', day], inDays(60)],
      [['--expires', 'never'], null],
    ] as const) {
      const { expires } = await answerOf('plain-json', ...live(), '--backup', 'key-2.pem', ...given);
      expect(expires).toBe(expected);
    }
  });

  test('several forms go where their platforms look for them; what is there is replaced only with --force', async () => {
    const words = ['android-nsc', 'ats', 'go', ...live(), '--backup', 'key-2.pem', '--out', 'made'];
    expect(await generate(...words)).toMatchObject({ status: 0 });
    const path = 'made/app/src/main/res/xml/network_security_config.xml';
    world.write(path, 'mine');
    const refused = await generate(...words);
    expect(refused).toMatchObject({ status: 2 });
    expect(refused.stderr).toContain(`${path} is there already`);
    expect(world.read(path)).toBe('mine');
    expect(await generate(...words, '--force')).toMatchObject({ status: 0 });
    expect(world.read(path)).toContain(host);
  });
});

describe('a backup', () => {
  test('is made, encrypted, and pinned; where it must be kept is said', async () => {
    const { status, stdout, stderr } = await generate(
      'android-nsc',
      ...live(),
      '--new-backup',
      'new/backup.pem',
      '--out',
      'with-new.xml',
    );
    expect(status).toBe(0);
    expect((statSync(world.folder.in('new/backup.pem')).mode & 0o777).toString(8)).toBe('600');
    expect(world.read('new/backup.pem')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    const pin = /made new\/backup\.pem {2}pin (\S+)/.exec(stdout)?.[1];
    expect(world.read('with-new.xml')).toContain(`<pin digest="SHA-256">${pin}</pin>`);
    expect(stderr).toContain('then: new/backup.pem is the backup. Keep the file and its passphrase in two places');
    expect(stdout + stderr).not.toMatch(/PRIVATE KEY|correct horse/);
  });

  test('is not made where something else is refused', async () => {
    world.write('taken.xml', 'mine');
    const refused = await generate('android-nsc', ...live(), '--new-backup', 'unmade.pem', '--out', 'taken.xml');
    expect(refused.status).toBe(2);
    expect(existsSync(world.folder.in('unmade.pem'))).toBe(false);
    expect(await generate('android-nsc', ...live(), '--new-backup', 'taken.xml')).toMatchObject({
      status: 2,
      stdout: '',
    });
    expect(world.read('taken.xml')).toBe('mine');
  });

  test.each([
    { says: 'none', words: [], code: 'LP_PLAN_ONE_PIN' },
    { says: 'the key that is served', words: ['--backup', 'key-1.pem'], code: 'LP_PLAN_NO_BACKUP' },
    { says: 'another key of the served chain', words: ['--pin', 'all'], code: 'LP_PLAN_NO_BACKUP' },
    {
      says: 'the CA that is on the path, though it is not pinned',
      words: ['--backup', 'ca.pem'],
      code: 'LP_PLAN_NO_BACKUP',
    },
  ])('is refused and nothing written: $says', async ({ words, code }) => {
    const { status, stdout, json } = await generate('android-nsc', ...live(), ...words, '--out', 'never.xml', '--json');
    expect(status).toBe(2);
    expect(json(), stdout).toMatchObject({ error: { code, sentence: expect.stringContaining(host) } });
    expect(existsSync(world.folder.in('never.xml'))).toBe(false);
  });

  test('is left out where the owner says so, and the risk is printed', async () => {
    const { status, stderr } = await generate('android-nsc', ...live(), '--no-backup');
    expect(status).toBe(0);
    expect(stderr).toContain('every installed app is cut off until it is updated. [no-backup-pin]');
  });
});

describe.concurrent('beside an SDK', () => {
  test('the roots of the path and another CA, with an end, the CAs of the system alone', async () => {
    const { status, stdout } = await generate('android-nsc', ...live(), '--with-sdk', '--backup', 'other-ca.pem');
    expect(status).toBe(0);
    expect(stdout).toContain(world.ca.pin);
    expect(stdout).not.toContain(world.keys[0].pin);
    expect(stdout).toMatch(/<certificates src="system" \/>[\s\S]+<pin-set expiration="/);
  });

  test.each([
    { says: 'the key of a server', words: ['--pin', 'leaf', '--backup', 'other-ca.pem'] },
    { says: "a backup that is a server's", words: ['--backup', 'key-2.pem'] },
    { says: 'no end', words: ['--backup', 'other-ca.pem', '--expires', 'never'] },
  ])('refused: $says', async ({ words }) => {
    const { status, json } = await generate('android-nsc', ...live(), '--with-sdk', ...words, '--json');
    expect(status).toBe(2);
    expect(json()).toMatchObject({ error: { code: 'LP_PLAN_BESIDE_SDK' } });
  });

  test("an app's hosts are pinned to the roots that they show", async () => {
    const answer = await answerOf('plain-json', '--app', app, '--with-sdk', '--backup', 'other-ca.pem');
    expect(rolesIn(answer)).toMatchObject([
      [
        [world.ca.pin, 'anchor'],
        [expect.any(String), 'backup'],
      ],
    ]);
  });
});

describe.concurrent('from the service', () => {
  const withoutToken = { LIVEPIN_TOKEN: '' };

  test('what is published, and which pin is which key; asked where its draft says', async () => {
    const answer = await answerOf('ats', '--app', app);
    expect(rolesIn(answer)).toEqual([
      [
        [world.keys[0].pin, 'leaf'],
        [world.keys[1].pin, 'backup'],
      ],
    ]);
    expect(answer.targets).toMatchObject([{ target: 'ats', losses: [{ rule: 'expiry-lost' }] }]);
  });

  test('trust roots that nothing vouches for are told of; one that is known to be right vouches', async () => {
    const rulesOf = ({ remarks }: Awaited<ReturnType<typeof answerOf>>) => remarks.map(({ rule }) => rule);
    expect(rulesOf(await answerOf('plain-json', '--app', app))).toContain('unproven');
    expect(await world.run(['init', '--app', app, '--dir', 'embedded'])).toMatchObject({ status: 0 });
    expect(rulesOf(await answerOf('plain-json', '--app', app, '--root', 'embedded/root.json'))).not.toContain(
      'unproven',
    );
  });

  test('without a token and without an answer, as far as a form need not know which key is which', async () => {
    const words = ['--app', app, '--connect', '127.0.0.1:1'];
    const path = await world.run(['generate', 'android-nsc', ...words], { env: withoutToken });
    expect(path).toMatchObject({ status: 0, stdout: expect.stringContaining(world.keys[1].pin) });
    expect(path.stderr).toContain(
      'which of its pins is which key is not known. api.example.com:443 (at 127.0.0.1:1) could not be reached',
    );
    const leaf = await world.run(['generate', 'ats', ...words], { env: withoutToken });
    expect(leaf).toMatchObject({ status: 2, stdout: '' });
    expect(leaf.stderr).toContain('LP_FORM_PINS_NOTHING');
  });

  test('files tell which key is which, and nobody is asked', async () => {
    const { stdout, status } = await world.run(
      ['generate', 'ats', '--app', app, '--connect', '127.0.0.1:1', '--from', 'chain.pem'],
      { env: withoutToken },
    );
    expect(status).toBe(0);
    expect(stdout).toContain(world.keys[0].pin);
  });
});

describe('from an app that revokes keys', () => {
  const other = 'com.example.revoking';
  beforeAll(async () => {
    const { admin, server, ca, keys } = world;
    await admin.createApp({ body: { app: other } });
    const pins = [keys[0].pin, keys[1].pin, keys[2].pin];
    const probe = { connect: `127.0.0.1:${server.port}`, ca: ca.pem };
    await admin.putDraft({ app: other, body: { domains: [{ host, pins, probe }], revoked: [keys[2].pin] } });
    await admin.publish({ app: other });
  });

  test('none of them is pinned, and that no form can refuse one is said once', async () => {
    const words = ['--app', other, '--out', 'revoking'];
    const { status, stderr } = await generate('android-nsc', 'okhttp-kotlin', ...words);
    expect(status).toBe(0);
    expect(stderr.match(/^lost: .+ revokes 1 key\. .+ \[revocation-lost\]$/gm)).toHaveLength(1);
    const answer = await answerOf('plain-json', '--app', other);
    expect(answer.remarks.filter(({ rule }) => rule === 'revocation-lost')).toHaveLength(1);
    expect(rolesIn(answer)).toEqual([
      [
        [world.keys[0].pin, 'leaf'],
        [world.keys[1].pin, 'backup'],
      ],
    ]);
  });

  test('one of them is no backup', async () => {
    const { status, json } = await generate('android-nsc', '--app', other, '--backup', 'key-3.pem', '--json');
    expect(status).toBe(2);
    expect(json()).toMatchObject({
      error: { code: 'LP_PLAN_REVOKED', sentence: expect.stringContaining('key-3.pem') },
    });
  });

  test('an app that revokes nothing loses nothing', async () => {
    const { remarks } = await answerOf('plain-json', '--app', app);
    expect(remarks.filter(({ rule }) => rule === 'revocation-lost')).toEqual([]);
  });
});

describe.concurrent('from files', () => {
  test('the leaf of a chain, for the hosts that are named', async () => {
    const answer = await answerOf(
      'plain-json',
      '--from',
      'chain.pem',
      '--name',
      'a.example.com,b.example.com',
      '--backup',
      'key-2.pem',
    );
    expect(answer.hosts.map((one) => one.host)).toEqual(['a.example.com', 'b.example.com']);
    expect(rolesIn(answer)[0]).toEqual([
      [world.keys[0].pin, 'leaf'],
      [world.keys[1].pin, 'backup'],
    ]);
  });

  test('the CA where it stands alone, or a part that is named', async () => {
    const ca = await answerOf('plain-json', '--from', 'ca.pem', '--name', host, '--backup', 'other-ca.pem');
    expect(rolesIn(ca)[0]?.[0]).toEqual([world.ca.pin, 'anchor']);
    const root = await answerOf(
      'plain-json',
      '--from',
      'chain.pem',
      '--pin',
      'root',
      '--name',
      host,
      '--backup',
      'other-ca.pem',
    );
    expect(rolesIn(root)).toEqual(rolesIn(ca));
  });

  test('a plan in JSON, as it was written', async () => {
    await generate(
      'plain-json',
      ...live(),
      '--backup',
      'key-2.pem',
      '--report',
      '--expires',
      '200',
      '--out',
      'plan.json',
    );
    const answer = await answerOf('trustkit-plist', '--from', 'plan.json');
    expect(answer.hosts).toMatchObject([{ host, mode: 'report' }]);
    expect(answer.hosts[0]?.keys.map(({ role, label }) => [role, label])).toEqual([
      ['leaf', `CN=${host}`],
      ['backup', 'key-2.pem'],
    ]);
    expect(answer.expires).toBe((Math.floor(Date.now() / 86_400_000) + 200) * 86_400);
  });
});

describe.concurrent('refused', () => {
  test.each([
    { says: 'no form', words: ['--host', host], names: 'Name the forms' },
    { says: 'a form that is none', words: ['nsc', '--host', host], names: 'did you mean android-nsc' },
    { says: 'no source', words: ['ats'], names: 'Say what is to be pinned' },
    { says: 'two sources', words: ['ats', '--host', host, '--app', app], names: 'not several' },
    {
      says: 'keys without a host',
      words: ['ats', '--from', 'key-1.pem', '--backup', 'key-2.pem'],
      names: '--name HOST',
    },
    {
      says: 'a part that the files do not hold',
      words: ['ats', '--from', 'key-1.pem', '--name', host, '--pin', 'root'],
      names: '--pin root',
    },
    { says: 'an end that is none', words: ['ats', '--host', host, '--expires', 'soon'], names: '--expires "soon"' },
    { says: 'what an app says itself', words: ['ats', '--app', app, '--subdomains'], names: 'leave --subdomains' },
    {
      says: 'two forms for one file',
      words: ['ats', 'trustkit-plist', '--from', 'key-1.pem', '--name', host, '--backup', 'key-2.pem', '--out', 'x/'],
      names: 'would both be Info.plist',
    },
    {
      says: 'several files to standard output',
      words: ['capacitor', '--from', 'key-1.pem', '--name', host, '--backup', 'key-2.pem'],
      names: 'name a folder',
    },
  ])('$says', async ({ words, names }) => {
    const { status, stdout, stderr } = await generate(...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(names);
    expect(stderr).toMatch(/^livepin: [^\n]+ \[LP_USAGE\]\nhint: [^\n]+\n$/);
  });

  test.each([
    { says: 'an end that has passed', words: ['--expires', '2020-01-01'], code: 'LP_PLAN_EXPIRED', status: 2 },
    { says: 'a server that is not trusted', words: ['--ca', 'other-ca.pem'], code: 'LP_CHAIN_UNTRUSTED', status: 2 },
    { says: 'a server of another name', words: ['--host', 'other.example.org'], code: 'LP_NAME_MISMATCH', status: 2 },
    { says: 'a server that is gone', words: ['--connect', '127.0.0.1:1'], code: 'LP_UNREACHABLE', status: 3 },
  ])('$says', async ({ words, code, status }) => {
    const outcome = await generate('android-nsc', ...live(), '--backup', 'key-2.pem', ...words, '--json');
    expect(outcome.json()).toMatchObject({ error: { code } });
    expect(outcome.status).toBe(status);
  });
});

test('the forms are listed with what they cannot carry', async () => {
  const { stdout } = await generate('--list');
  expect(stdout).toMatch(/^android-nsc +Android Network Security Config +import, sync +no report mode$/m);
  expect(stdout).toMatch(/^curl .+only the server's own key; no end/m);
});

describeWith(findProgram('curl'), 'the commands that are generated', () => {
  test('reach the server with its key, and refuse it with another', async () => {
    const { stdout } = await generate('curl', ...live(), '--backup', 'key-2.pem');
    const asked = async (script: string) => {
      const command = script.replaceAll(
        'curl --fail',
        `curl --fail --silent --connect-to ::127.0.0.1:${world.server.port} --cacert ca.pem`,
      );
      const child = spawn('sh', ['-c', command], { cwd: world.folder.path, stdio: 'ignore' });
      return new Promise((resolve) => child.once('close', resolve));
    };
    expect(await asked(stdout)).toBe(0);
    expect(await asked(stdout.replaceAll(world.keys[0].pin, testPin('stranger')))).toBe(90);
  });
});

test('a certificate of a CA whose renewals make new keys is told from others', async () => {
  const letsEncrypt = issue({ subject: "O=Let's Encrypt", ca: true });
  const leaf = issue({ subject: `CN=${host}`, names: [host], issuer: letsEncrypt });
  await using server = await startServer([leaf]);
  world.write('le.pem', letsEncrypt.pem);
  const words = ['--host', host, '--connect', `127.0.0.1:${server.port}`, '--ca', 'le.pem', '--backup', 'key-2.pem'];
  const { remarks } = await answerOf('android-nsc', ...words);
  expect(remarks[0]).toEqual({ rule: 'leaf-pin-key-rotates', sentence: expect.stringContaining('make a new key') });
});
