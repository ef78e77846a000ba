import { testPin } from '@livepin/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { app, host, publish, type StaticWorld, startWorld } from './static-world.ts';

const [a, b, c] = [testPin('a'), testPin('b'), testPin('c')];
const nsc = `\ufeff<network-security-config>\r
  <domain-config>\r
    <domain includeSubdomains="true">${host}</domain>\r
    <pin-set expiration="2099-05-01"><pin digest="SHA-256">${a}</pin><pin digest="SHA-256">${b}</pin></pin-set>\r
  </domain-config>\r
  <domain-config><domain>short.example.org</domain><pin-set><pin digest="SHA-256">AAAA</pin></pin-set></domain-config>\r
</network-security-config>\r
`;
const kotlin = `val pinner = CertificatePinner.Builder()
    .add("*.example.net", "sha256/${a}", "sha256/${c}")
    .build()
`;

let world: StaticWorld;
beforeAll(async () => {
  world = await startWorld();
  world.write('nsc.xml', nsc);
  world.write('Pins.kt', kotlin);
  world.write('one.sh', `curl --pinnedpubkey 'sha256//${a}' https://${host}/\n`);
  world.write(
    'none.xml',
    `<network-security-config><domain-config><domain>${host}</domain><pin-set><pin digest="SHA-256">sha256/${a}</pin></pin-set></domain-config></network-security-config>`,
  );
  world.write('notes.txt', 'nothing here\n');
  await publish(world, world.keys[0], world.keys[1]);
});
afterAll(() => world[Symbol.asyncDispose]());

describe('import', () => {
  test('prints hosts, reach, pins, dates, and what is wrong with its place', async () => {
    const { status, stdout } = await world.run(['import', 'nsc.xml', 'Pins.kt', 'notes.txt']);
    expect(status).toBe(0);
    expect(stdout).toContain(
      `nsc.xml  Android Network Security Config\n  ${host} and all below, until 2099-05-01\n    ${a}\n    ${b}\n`,
    );
    expect(stdout).toMatch(/ {4}AAAA {2}no pin\n/);
    expect(stdout).toMatch(/nsc\.xml:6:83: .+\[nsc-structure\]/);
    expect(stdout).toContain(`  *.example.net, names with one more label\n    ${a}\n    ${c}\n`);
    expect(stdout).toContain('notes.txt  no static pins in a form that is known here');
  });

  test('prints the same as JSON, and reads standard input', async () => {
    const { json } = await world.run(['import', '-', '--json'], { input: nsc });
    expect(json()).toMatchObject({
      files: [
        {
          path: 'standard input',
          forms: [
            {
              form: 'android-nsc',
              entries: [
                {
                  host,
                  coverage: 'host-and-below',
                  pins: [{ pin: a }, { pin: b }],
                  isEnforced: true,
                  expires: { written: '2099-05-01', seconds: expect.any(Number) },
                  line: expect.any(Number),
                },
                { host: 'short.example.org', pins: [{ pin: null, written: 'AAAA', of: 'key' }] },
              ],
            },
          ],
        },
      ],
    });
  });

  test('has exit status 1 where no file holds pins, and 2 where one cannot be read', async () => {
    expect(await world.run(['import', 'notes.txt'])).toMatchObject({ status: 1 });
    expect(await world.run(['import', 'nowhere.xml'])).toMatchObject({ status: 2, stdout: '' });
    expect(await world.run(['import'])).toMatchObject({ status: 2, stdout: '' });
  });

  test('adds what it found to a draft, says what changes and what cannot be taken over, and is done once', async () => {
    const { admin, keys, run } = world;
    const before = await admin.getDraft({ app });
    const { status, stdout } = await run(['import', 'nsc.xml', 'Pins.kt', '--app', app]);
    expect(status).toBe(0);
    expect(stdout).toContain(
      `the draft of ${app}:\n  changed ${host} and all below\n    + ${a}\n    + ${b}\n  added example.net and all below\n`,
    );
    expect(stdout).toMatch(/note: short\.example\.org .+\[pin-bad-base64\]/);
    expect(stdout).toMatch(/note: \*\.example\.net .+\[subdomain-depth-differs\]/);
    const after = await admin.getDraft({ app });
    expect(after.domains).toMatchObject([
      { ...before.domains[0], subdomains: true, pins: [keys[0].pin, keys[1].pin, a, b] },
      { host: 'example.net', subdomains: true, mode: 'enforce', pins: [a, c] },
    ]);
    const again = await run(['import', 'nsc.xml', 'Pins.kt', '--app', app]);
    expect(again.stdout).toContain(`The draft of ${app} says all of this already.`);
    expect((await admin.getDraft({ app })).revision).toBe(after.revision);
  });

  test('a key that the draft revokes comes into no set, and that is said', async () => {
    const { admin, run } = world;
    await admin.createApp({ body: { app: 'com.example.revoking' } });
    await admin.putDraft({ app: 'com.example.revoking', body: { domains: [], revoked: [b, c] } });
    const { stdout } = await run(['import', 'nsc.xml', 'Pins.kt', '--app', 'com.example.revoking']);
    expect(stdout).toContain(`note: ${host}: ${b} is revoked and left out.`);
    const { domains } = await admin.getDraft({ app: 'com.example.revoking' });
    expect(domains.map(({ pins }) => pins)).toEqual([[a], [a]]);
  });
});

describe.concurrent('convert, static pins', () => {
  test('go from one form into another, with their date', async () => {
    const { status, stdout, stderr } = await world.run(['convert', 'nsc.xml', '--to', 'okhttp-kotlin']);
    expect(status).toBe(0);
    expect(stdout).toContain(`.add("**.${host}", "sha256/${a}", "sha256/${b}")`);
    expect(stdout).toContain('safe until 2099-05-02.');
    expect(stderr).toMatch(
      /^note: short\.example\.org \(nsc\.xml\): 1 of its pins is none, and is left out\. \[pin-bad-base64\]/,
    );
  });

  test('without a date get one, and that is said', async () => {
    const { stdout, stderr } = await world.run(['convert', 'Pins.kt', '--to', 'android-nsc']);
    expect(stdout).toMatch(/<domain includeSubdomains="true">example\.net<\/domain>\s+<pin-set expiration="/);
    expect(stderr).toContain('No date stands in what was read: these pins end in 180 days. --expires says otherwise.');
    const never = await world.run(['convert', 'Pins.kt', '--to', 'android-nsc', '--expires', 'never']);
    expect(never.stdout).toContain('<pin-set>');
  });

  test('of several dates take the earliest, and hosts without one the same, which is said', async () => {
    const dated = (name: string, end: string) =>
      `<domain-config><domain>${name}</domain><pin-set${end}><pin digest="SHA-256">${a}</pin><pin digest="SHA-256">${b}</pin></pin-set></domain-config>`;
    const hosts = [
      dated('early.example.com', ' expiration="2099-05-01"'),
      dated('late.example.com', ' expiration="2099-06-01"'),
      dated('none.example.com', ''),
    ];
    world.write('dates.xml', `<network-security-config>${hosts.join('')}</network-security-config>`);
    for (const words of [
      ['convert', 'dates.xml', '--to', 'okhttp-kotlin'],
      ['generate', 'okhttp-kotlin', '--from', 'dates.xml'],
    ]) {
      const { stderr, stdout } = await world.run(words);
      expect(stdout).toContain('safe until 2099-05-02');
      expect(stderr).toMatch(
        /^note: No date stands with none\.example\.com .+ on 2099-05-02\. --expires .+\[pin-set-no-expiry\]$/m,
      );
      expect(stderr).toMatch(/^note: A later date stands with late\.example\.com .+\[expiry-lost\]$/m);
      const given = await world.run([...words, '--expires', '90']);
      expect(given.stderr).not.toMatch(/date stands/);
    }
  });

  test('that are none are refused, and why', async () => {
    const { stderr } = await world.run(['convert', 'none.xml', '--to', 'ats']);
    expect(stderr).toContain(`${host} (none.xml): 1 of its pins is none, and is left out.`);
  });

  test('for a form that compares one kind of keys, the hosts are asked if that is wanted', async () => {
    const { run, server, keys } = world;
    world.write('live.xml', nsc.replaceAll(a, keys[0].pin).replace(/ {2}<domain-config><domain>short.+\r\n/, ''));
    const unasked = await run(['convert', 'live.xml', '--to', 'ats']);
    expect(unasked).toMatchObject({ status: 2, stdout: '' });
    expect(unasked.stderr).toContain('With --ask the hosts are asked which pin is which key.');
    const asked = await run([
      'convert',
      'live.xml',
      '--to',
      'ats',
      '--ask',
      '--connect',
      `127.0.0.1:${server.port}`,
      '--ca',
      'ca.pem',
    ]);
    expect(asked.status).toBe(0);
    expect(asked.stdout).toMatch(/NSPinnedLeafIdentities/);
    expect(asked.stdout).toContain(keys[0].pin);
  });

  test.each([
    { says: 'one pin', words: ['one.sh', '--to', 'plain-json'], code: 'LP_PLAN_ONE_PIN' },
    { says: 'a file without pins', words: ['nsc.xml', 'notes.txt', '--to', 'ats'], code: 'LP_CONFIG_WITHOUT_PINS' },
    { says: 'pins that are none', words: ['none.xml', '--to', 'ats'], code: 'LP_CONFIG_WITHOUT_PINS' },
    { says: 'a certificate', words: ['key-1.pem', '--to', 'ats'], code: 'LP_CONFIG_WITHOUT_PINS' },
    { says: 'options for keys', words: ['nsc.xml', '--to', 'ats', '--legacy'], code: 'LP_USAGE' },
    { says: 'options for static pins', words: ['key-1.pem', '--to', 'der', '--ask'], code: 'LP_USAGE' },
    { says: 'no file', words: ['--to', 'ats'], code: 'LP_USAGE' },
  ])('refused: $says', async ({ words, code }) => {
    const { status, stdout, stderr } = await world.run(['convert', ...words]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`[${code}]`);
  });

  test('one pin goes over where the owner says so, and the risk is printed', async () => {
    const { status, stderr } = await world.run(['convert', 'one.sh', '--to', 'plain-json', '--no-backup']);
    expect(status).toBe(0);
    expect(stderr).toContain('[no-backup-pin]');
  });
});
