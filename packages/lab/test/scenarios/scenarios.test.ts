import { issue } from '@livepin/testkit';
import { Certificate } from '@livepin/tls';
import { expect, test } from 'vitest';
import type { Arrival, KnownHost, Scenario, Situation } from '../../src/scenario.ts';
import { scenarios } from '../../src/scenarios/scenarios.ts';
import type { Move } from '../../src/treatment.ts';

const host = 'api.example.com';

/** One that shows everybody the same certificate. */
function known(name: string, ...names: string[]): KnownHost {
  const certificate = new Certificate(issue({ subject: `CN=${name}`, names: [name, ...names] }).der);
  return { host: name, port: 443, certificate, shownTo: new Map([[host, certificate]]) };
}

const hello = {
  serverName: host,
  protocols: ['h2', 'http/1.1'],
  versions: [0x0304, 0x0303],
  offersSession: false,
  offersEarlyData: false,
  ja4: '',
};

const target: Arrival = {
  transport: 'tls',
  via: 'connect',
  host,
  port: 443,
  hello,
  isTarget: true,
  isChannel: false,
  earlier: [],
  ordinal: 0,
  arePinsChanged: false,
};

const bystander: Arrival = { ...target, isTarget: false };
const plain: Arrival = { ...target, transport: 'plain', hello: null, port: 80 };
const quic: Arrival = { ...target, transport: 'quic' };
const channel: Arrival = { ...target, host: 'pins.example.com', isChannel: true, isTarget: false };
const tls12: Arrival = { ...target, hello: { ...hello, versions: [0x0303] } };

const situation: Situation = {
  hosts: [known(host), known('cdn.example.com')],
  pass: 'attacked',
  attempt: 0,
  hasGenuineKey: false,
  channelDocuments: { replayed: Buffer.from('old'), foreign: Buffer.from('foreign') },
};

/** A move in a word: "! terminate user-ca forward"; the mark stands for an attack. */
function told({ treatment, isAttack }: Move): string {
  const words: string[] = [treatment.kind];
  if ('shows' in treatment) {
    const { shows } = treatment;
    words.push(shows.kind === 'forged' ? shows.signer : shows.kind);
    if (shows.kind === 'forged' && shows.append) words.push(`+${shows.append}`);
    if (shows.kind === 'forged' && shows.dates) words.push(shows.dates);
    if (shows.kind === 'forged' && shows.names) words.push(shows.names.join(','));
  }
  if ('sessions' in treatment && treatment.sessions) words.push('sessions');
  if ('earlyData' in treatment && treatment.earlyData) words.push('early-data');
  if ('answer' in treatment) words.push(treatment.answer.kind);
  if (treatment.kind === 'relay-to') words.push(treatment.host);
  return `${isAttack ? '! ' : ''}${words.join(' ')}`;
}

test.each<[id: string, says: string, arrival: Arrival, situation: Partial<Situation>, move: string]>([
  ['user-ca', 'a target', target, {}, '! terminate user-ca forward'],
  ['user-ca', 'QUIC is kept away, so that the app comes by TCP', quic, {}, 'close'],
  ['user-ca', 'plain HTTP', plain, {}, 'relay'],
  ['public-ca', 'a target', target, {}, '! terminate public-ca forward'],
  ['untrusted-ca', 'a target', target, {}, '! terminate unknown-ca forward'],
  ['self-signed', 'a target', target, {}, '! terminate self forward'],
  [
    'wrong-name',
    'names that begin and end as the host does',
    target,
    {},
    '! terminate user-ca attacker.example,api.example.com.attacker.example,xapi.example.com forward',
  ],
  ['wrong-name', 'an address', { ...target, host: '192.0.2.1' }, {}, '! terminate user-ca attacker.example forward'],
  ['wrong-name', 'no name', { ...target, host: null }, {}, '! terminate user-ca attacker.example forward'],
  ['expired', 'a target', target, {}, '! terminate user-ca expired forward'],
  ['genuine-intermediate-appended', 'a target', target, {}, '! terminate user-ca +intermediates forward'],
  ['genuine-chain-appended', 'a target', target, {}, '! terminate user-ca +whole-chain forward'],
  ['name-chaining', 'a target', target, {}, '! terminate namesake +intermediates forward'],
  ['name-chaining-key-ids', 'a target', target, {}, '! terminate namesake-with-key-ids +intermediates forward'],
  ['genuine-leaf-without-key', 'a target', target, {}, '! own-handshake genuine-without-key forward'],
  ['genuine-leaf-without-key', 'an app without TLS 1.3 cannot be tried', tls12, {}, 'relay'],
  ['plain-http-downgrade', 'TLS is ended', target, {}, '! close'],
  ['plain-http-downgrade', 'QUIC too', quic, {}, '! close'],
  ['plain-http-downgrade', 'and plain HTTP is answered', plain, {}, '! plain fixed'],
  ['stripped-hsts', 'TLS cannot be stripped', target, {}, 'relay'],
  ['stripped-hsts', 'plain HTTP can', plain, {}, '! plain forward'],
  ['stripped-hsts', 'of a target', { ...plain, isTarget: false }, {}, 'relay'],
  ['redirect-to-http', 'without the key, a rogue server redirects', target, {}, '! terminate user-ca redirect-to-http'],
  [
    'redirect-to-http',
    'with it the genuine server does, and what it reads is its to read',
    target,
    { hasGenuineKey: true },
    'terminate genuine-with-key redirect-to-http',
  ],
  ['redirect-to-http', 'what follows is the attack', plain, { hasGenuineKey: true }, '! plain fixed'],
  ['session-resumption', 'a target', target, {}, '! terminate user-ca sessions forward'],
  [
    'session-after-pin-change',
    'before the change the genuine server is what it is',
    target,
    { hasGenuineKey: true },
    'terminate genuine-with-key sessions forward',
  ],
  [
    'session-after-pin-change',
    'after it, it is the thief',
    { ...target, arePinsChanged: true },
    { hasGenuineKey: true },
    '! terminate genuine-with-key sessions forward',
  ],
  ['shared-session-cache', 'a full handshake is told of elsewhere', target, {}, 'terminate user-ca sessions forward'],
  [
    'shared-session-cache',
    'a session of another client',
    { ...target, hello: { ...hello, offersSession: true } },
    {},
    '! terminate user-ca sessions forward',
  ],
  ['early-data', 'a target', target, {}, '! own-handshake user-ca early-data forward'],
  ['early-data', 'TLS 1.2 has none', tls12, {}, 'relay'],
  ['channel-blocked', 'the channel', channel, {}, '! close'],
  ['channel-blocked', 'a target in the pass for it', target, {}, '! terminate user-ca forward'],
  ['channel-blocked', 'a target that must go on working', target, { pass: 'genuine' }, 'relay'],
  ['channel-blocked', 'the channel then too', channel, { pass: 'genuine' }, '! close'],
  ['channel-delayed', 'after the request', channel, { attempt: 0 }, '! terminate user-ca hold'],
  ['channel-delayed', 'before TLS', channel, { attempt: 1 }, '! silence'],
  ['channel-garbage', 'the channel', channel, {}, '! terminate user-ca fixed'],
  ['channel-garbage', 'over plain HTTP', { ...channel, transport: 'plain', hello: null }, {}, '! plain fixed'],
  ['channel-replayed', 'the channel', channel, {}, '! terminate user-ca fixed'],
  ['channel-replayed', 'nothing to replay', channel, { channelDocuments: { replayed: null, foreign: null } }, 'relay'],
  ['channel-foreign', 'the channel', channel, {}, '! terminate user-ca fixed'],
  ['coalescing', 'its own name first', target, {}, '! terminate user-ca api.example.com,cdn.example.com forward'],
  ['connect-to-other-host', 'a target', target, {}, '! relay-to cdn.example.com'],
  [
    'connect-to-other-host',
    'a certificate that is good for both is right to be taken',
    target,
    { hosts: [known(host), known('cdn.example.com', '*.example.com')] },
    'relay',
  ],
  [
    'connect-to-other-host',
    'a server that stands for both hosts',
    target,
    { hosts: [known(host), { ...known('cdn.example.com'), shownTo: known(host).shownTo! }] },
    'relay',
  ],
  [
    'connect-to-other-host',
    'a host whose certificate is not known',
    target,
    { hosts: [known(host), { host: 'cdn.example.com', port: 443, certificate: null }] },
    'relay',
  ],
  ['http3', 'QUIC', quic, {}, '! quic user-ca'],
  ['http3', 'TCP is genuine', target, {}, 'relay'],
  [
    'http3',
    'with the key, a header leads to QUIC',
    target,
    { hasGenuineKey: true },
    'terminate genuine-with-key forward',
  ],
])('%s: %s', (id, _says, arrival, more, move) => {
  expect(told(moveOf(id, arrival, more))).toBe(move);
});

function moveOf(id: string, arrival: Arrival, more: Partial<Situation> = {}): Move {
  const scenario = scenarios.find((one) => one.id === id);
  expect(scenario?.id).toBe(id);
  return scenario!.treat(arrival, { ...situation, ...more });
}

test('a header that leads to HTTP/3 names the port that was asked for', () => {
  const { treatment } = moveOf('http3', { ...target, port: 8443 }, { hasGenuineKey: true });
  expect(treatment).toMatchObject({ answer: { addHeaders: [['Alt-Svc', 'h3=":8443"; ma=600']] } });
});

test('the channel is delivered the document that it is given', () => {
  for (const [id, body] of [
    ['channel-replayed', 'old'],
    ['channel-foreign', 'foreign'],
  ] as const)
    expect(moveOf(id, channel).treatment).toMatchObject({ answer: { body: Buffer.from(body) } });
});

test('a certificate for all hosts has no more names than a CA signs', () => {
  const hosts = Array.from({ length: 300 }, (_, at) => ({ host: `h${at}.example.com`, port: 443, certificate: null }));
  const { treatment } = moveOf('coalescing', target, { hosts });
  expect(treatment).toMatchObject({ shows: { names: expect.objectContaining({ length: 100 }) } });
});

const each = scenarios.map((scenario): [string, Scenario] => [scenario.id, scenario]);

test.each(each)('%s lets through whoever is no target, in every pass', (_id, scenario) => {
  for (const transport of ['tls', 'plain', 'quic'] as const)
    for (const hasGenuineKey of [false, true]) {
      const move = scenario.treat({ ...bystander, transport }, { ...situation, pass: 'genuine', hasGenuineKey });
      expect(move).toEqual({ treatment: { kind: 'relay' }, isAttack: false });
    }
});

test.each(each)('%s decides alike for alike, and with nothing known', (_id, scenario) => {
  const poor: Situation = { ...situation, hosts: [], channelDocuments: { replayed: null, foreign: null } };
  for (const arrival of [{ ...target, host: null, hello: null }, { ...quic, hello: null }, channel])
    expect(scenario.treat(arrival, poor)).toEqual(scenario.treat(arrival, poor));
});

test.each(each)('%s says what it is in sentences that fit', (id, scenario) => {
  const { attack, must, why, repair, title } = scenario;
  expect(title.length).toBeLessThanOrEqual(24);
  for (const text of [attack, must, why, repair]) expect(text).toMatch(/^[A-Z].*[^.]\.$/);
  expect(scenario.standards.some((standard) => standard.startsWith('MASVS-NETWORK-'))).toBe(true);
  // With the genuine key a redirect needs no CA.
  const needsCa = scenario.deviceTrusts.length > 0 && id !== 'redirect-to-http';
  expect(scenario.needs.includes('trusted-ca')).toBe(needsCa);
});

test('the list is complete, without repeats, its groups together, and its files named after the ids', async () => {
  const ids = scenarios.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const groups = scenarios.map(({ group }) => group).filter((group, at, all) => group !== all[at - 1]);
  expect(new Set(groups).size).toBe(groups.length);
  for (const scenario of scenarios)
    expect(Object.values(await import(`../../src/scenarios/${scenario.id}.ts`))).toContain(scenario);
});

test('the standards that the issue asks for are named', () => {
  const named = new Set(scenarios.flatMap(({ standards }) => standards));
  for (const id of ['MASVS-NETWORK-2', 'MASTG-TEST-0242', 'MASTG-TEST-0243', 'MASTG-TEST-0244'])
    expect(named).toContain(id);
});
