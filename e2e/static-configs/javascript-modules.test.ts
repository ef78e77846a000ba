import { issue, makeKey } from '@livepin/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkplace, type Workplace } from './workplace.ts';
import { cases, expiredPlan, plan } from './world.ts';

// Electron and React Native need a desktop and a device. The files are run as they stand against stand-ins, which were
// written after the documentation of the two modules and have nothing but the calls that are used.
describe('what is generated for JavaScript in other places than Node', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await openWorkplace();
    await place.write('node_modules/electron/package.json', '{ "name": "electron", "main": "index.cjs" }');
    await place.write(
      'node_modules/electron/index.cjs',
      `const { EventEmitter } = require('node:events');
exports.app = new EventEmitter();
exports.app.switches = [];
exports.app.commandLine = { appendSwitch: (name) => exports.app.switches.push(name) };
`,
    );
    const name = 'react-native-ssl-public-key-pinning';
    await place.write(`node_modules/${name}/package.json`, `{ "name": "${name}", "main": "index.cjs" }`);
    await place.write(
      `node_modules/${name}/index.cjs`,
      `exports.asked = [];
exports.initializeSslPinning = async (options) => { exports.asked.push(options); };
`,
    );
    await place.write('package.json', '{ "type": "module" }');
  });
  afterAll(() => place[Symbol.asyncDispose]());

  describe('Electron', () => {
    type Judge = (request: object, callback: (verdict: number) => void) => void;
    const judges: { live?: Judge; expired?: Judge } = {};
    beforeAll(async () => {
      for (const [state, stated] of Object.entries({ live: plan, expired: expiredPlan })) {
        const [path] = await place.generate('electron', stated, state);
        judges[state as keyof typeof judges] = (await import(path!)).judge;
      }
    });

    // What Chromium hands over: its own verdict, and the path that it verified, whatever else was sent.
    test.each(cases)('$says: $outcome ($host)', ({ host, chain, isSentAlong, outcome, isExpired }) => {
      const isTrusted = outcome !== 'not trusted';
      const path = isSentAlong ? chain.slice(0, 1) : chain;
      let validatedCertificate: object | undefined;
      for (const { pem } of path.toReversed()) validatedCertificate = { data: pem, issuerCert: validatedCertificate };
      const request = { hostname: host, validatedCertificate, errorCode: isTrusted ? 0 : -202 };
      let verdict: number | null = null;
      judges[isExpired ? 'expired' : 'live']!(request, (answer) => {
        verdict = answer;
      });
      expect(verdict).toBe(outcome === 'no pinned key' ? -2 : -3);
    });

    test('a self-signed certificate, which is its own issuer, is read once and for all', () => {
      const own = issue({ subject: 'CN=leaf.example' });
      const certificate: { data: string; issuerCert?: object } = { data: own.pem };
      certificate.issuerCert = certificate;
      let verdict: number | null = null;
      judges.live!({ hostname: 'leaf.example', validatedCertificate: certificate, errorCode: 0 }, (answer) => {
        verdict = answer;
      });
      expect(verdict).toBe(-2);
    });

    test('every session is pinned, those of partitions too', async () => {
      const [path] = await place.generate('electron', plan, 'sessions');
      const { pinSessions, judge } = await import(path!);
      const { app } = await import(`${place.folder}/node_modules/electron/index.cjs`);
      pinSessions();
      const judgesSet: unknown[] = [];
      app.emit('session-created', { setCertificateVerifyProc: (set: unknown) => judgesSet.push(set) });
      app.emit('session-created', { setCertificateVerifyProc: (set: unknown) => judgesSet.push(set) });
      expect(judgesSet).toEqual([judge, judge]);
      // Else a connection to a host without pins could serve a pinned one.
      expect(app.switches).toEqual(['disable-http2', 'disable-quic']);
    });
  });

  test('React Native is told the pins of every host as the module wants them', async () => {
    const [path] = await place.generate('react-native-ssl-public-key-pinning', plan, 'react-native');
    const { pinServers } = await import(path!);
    const { asked } = await import(`${place.folder}/node_modules/react-native-ssl-public-key-pinning/index.cjs`);
    await pinServers();
    const [options] = asked;
    expect(Object.keys(options).sort()).toEqual(plan.hosts.map(({ host }) => host as string).sort());
    for (const { host, subdomains, keys } of plan.hosts) {
      expect(options[host]).toEqual({
        includeSubdomains: subdomains,
        publicKeyHashes: keys.map(({ pin }) => pin),
        expirationDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      });
      // TrustKit stops at the beginning of that day in UTC.
      expect(Date.parse(options[host].expirationDate) / 1000).toBeLessThanOrEqual(plan.expires!);
    }
  });

  test.each(['RSA', 'P-256', 'P-384', 'P-521', 'Ed25519'] as const)(
    'the pin of a %s key is that of its bytes',
    async (kind) => {
      const own = makeKey(kind);
      const shown = { ...plan.hosts[0]!, keys: [{ pin: own.pin, role: 'leaf' as const, label: '', notAfter: null }] };
      const [path] = await place.generate('node', { ...plan, hosts: [shown] }, kind);
      const { checkServerIdentity } = await import(path!);
      const { der } = issue({ subject: 'CN=leaf.example', key: own });
      expect(checkServerIdentity('leaf.example', { raw: der, subjectaltname: 'DNS:leaf.example' })).toBeUndefined();
      const other = issue({ subject: 'CN=leaf.example', key: makeKey(kind) });
      expect(checkServerIdentity('leaf.example', { raw: other.der, subjectaltname: 'DNS:leaf.example' })?.code).toBe(
        'ERR_PINNED_KEY',
      );
    },
  );
});
