import { issue, makeKey, startServer } from '@livepin/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { app, host, publish, type StaticWorld, startWorld } from '../static-world.ts';
import { inHalfAYear, pins } from './project.ts';

let world: StaticWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const pinned = (name: string, ...list: string[]) => `<network-security-config>
  <domain-config>
    <domain>${name}</domain>
    <pin-set expiration="${inHalfAYear}">
${list.map((pin) => `      <pin digest="SHA-256">${pin}</pin>\n`).join('')}    </pin-set>
  </domain-config>
</network-security-config>
`;

interface Answer {
  readonly findings: { rule: string; severity: string; line: number }[];
  readonly asked: string[];
  readonly notes: string[];
}
async function lint(...words: string[]): Promise<Answer & { status: number | null }> {
  const outcome = await world.run(['lint', 'app', '--json', ...words]);
  expect(outcome.stderr).toBe('');
  return { ...outcome.json<Answer>(), status: outcome.status };
}
const live = (port = world.server.port) => ['--connect', `127.0.0.1:${port}`, '--ca', 'ca.pem'];
const rulesOf = ({ findings }: Answer) => findings.map(({ rule, severity }) => `${severity} ${rule}`);

describe('beside what servers show', () => {
  test('pins of which one is served, and one is kept apart, are fine', async () => {
    world.write('app/nsc.xml', pinned(host, world.keys[0].pin, world.keys[1].pin));
    const answer = await lint(...live());
    expect(answer).toMatchObject({ status: 0, asked: [host], notes: [] });
    expect(rulesOf(answer).filter((line) => line.startsWith('error'))).toEqual([]);
  });

  test('pins of which the server shows none are an error', async () => {
    world.write('app/nsc.xml', pinned(host, pins.a, pins.b));
    const answer = await lint(...live());
    expect(rulesOf(answer)).toContain('error pin-not-in-served-chain');
    expect(answer.status).toBe(1);
  });

  test('a backup that the server shows beside the other is none', async () => {
    world.write('app/nsc.xml', pinned(host, world.keys[0].pin, world.ca.pin));
    expect(rulesOf(await lint(...live()))).toContain('warning backup-in-served-chain');
  });

  test('a server that has another chain for other clients is looked at for each', async () => {
    const rsa = issue({ subject: `CN=${host}`, issuer: world.ca, key: makeKey('RSA') });
    const both = [world.keys[0], rsa];
    await using server = await startServer([world.keys[0]], {
      cert: both.map(({ pem }) => pem),
      key: both.map(({ key }) => key.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    });
    world.write('app/nsc.xml', pinned(host, rsa.pin, pins.b));
    expect(rulesOf(await lint(...live(server.port)))).not.toContain('error pin-not-in-served-chain');
  });
});

describe('who says nothing', () => {
  test('a server that cannot be reached is noted, and fails nothing', async () => {
    world.write('app/nsc.xml', pinned(host, pins.a, pins.b));
    const answer = await lint('--connect', '127.0.0.1:1', '--fail-on', 'info');
    expect(answer).toMatchObject({ status: 0, findings: [], asked: [] });
    expect(answer.notes).toEqual([
      expect.stringMatching(/^1 host could not be reached: api\.example\.com \(refused\); /),
    ]);
  });

  test('a chain that is not trusted here tells nothing of the pins', async () => {
    world.write('app/nsc.xml', pinned(host, pins.a, pins.b));
    const answer = await lint('--connect', `127.0.0.1:${world.server.port}`);
    expect(answer).toMatchObject({ status: 0, findings: [], asked: [] });
    expect(answer.notes).toEqual([expect.stringContaining('api.example.com (not trusted)')]);
  });

  test('a certificate for another name tells nothing either', async () => {
    world.write('app/nsc.xml', pinned('other.example.com', pins.a, pins.b));
    expect((await lint(...live())).notes).toEqual([expect.stringContaining('other.example.com (for another name)')]);
  });

  test('hosts of others, addresses and this machine are not asked, nor is anybody with --offline', async () => {
    const list = ['firestore.googleapis.com', '192.0.2.1', 'localhost', 'intranet'];
    world.write('app/nsc.xml', pinned(host, pins.a, pins.b));
    for (const [at, name] of list.entries()) world.write(`app/nsc-${at}.xml`, pinned(name, pins.a, pins.b));
    expect((await lint(...live())).asked).toEqual([host]);
    expect(await lint(...live(), '--own-hosts', 'example.net')).toMatchObject({ asked: [], notes: [] });
    expect(await lint('--offline', '--connect', '127.0.0.1:1')).toMatchObject({ asked: [], notes: [] });
    for (const [at] of list.entries()) world.write(`app/nsc-${at}.xml`, '<network-security-config/>');
  });
});

describe('beside the bundle of an app', () => {
  test('pins that are published are fine; others have drifted', async () => {
    await publish(world, world.keys[0], world.keys[1]);
    world.write('app/nsc.xml', pinned(host, world.keys[0].pin, world.keys[1].pin));
    const words = ['--app', app, ...live()];
    expect(rulesOf(await lint(...words)).filter((line) => line.includes('drift'))).toEqual([]);
    world.write('app/nsc.xml', pinned(host, world.keys[0].pin, world.keys[2].pin));
    const answer = await lint(...words);
    expect(rulesOf(answer)).toContain('error drift-from-source');
    expect(answer.status).toBe(1);
  });

  test('trust roots that nothing vouches for are told of', async () => {
    await publish(world, world.keys[0], world.keys[2]);
    world.write('app/nsc.xml', pinned(host, world.keys[0].pin, world.keys[2].pin));
    const told = async (...words: string[]) => {
      const { stdout, stderr } = await world.run(['lint', 'app', '--app', app, ...live(), ...words]);
      return `${stdout}${stderr}`.includes('No --root was given');
    };
    expect(await told()).toBe(true);
    expect(await world.run(['init', '--app', app, '--dir', 'embedded'])).toMatchObject({ status: 0 });
    expect(await told('--root', 'embedded/root.json')).toBe(false);
  });

  test('a service that was asked for and cannot be reached is no clean project', async () => {
    const { status, stdout } = await world.run(['lint', 'app', '--app', app, '--json'], {
      env: { LIVEPIN_SERVICE: 'http://127.0.0.1:1' },
    });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'LP_SERVICE_UNREACHABLE' } });
    expect(status).toBe(3);
  });
});
