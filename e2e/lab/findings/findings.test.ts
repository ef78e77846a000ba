import { describe, expect, test } from 'vitest';
import { attackProgram } from './attack-program.ts';
import { all, expectRead } from './expect-read.ts';
import { formerNode, generatedPython, go, javaScript, python } from './libraries.ts';

// What docs/lab-findings.md tells, by the library's own code behind the lab: the attack works, and no longer does where it is
// mended as it says there.

describe('a pin that what stands in the environment takes away, of which can be read', () => {
  expectRead('user-ca', [
    { says: 'FingerprintAdapter of requests-toolbelt 1.0.0', prepare: () => python('fingerprint-adapter'), read: all },
    { says: '… that gives the fingerprint to the proxy manager too', prepare: () => python('both-managers'), read: [] },
    { says: 'a context in HTTPAdapter.init_poolmanager', prepare: () => generatedPython('pool-alone'), read: all },
    { says: '… in proxy_manager_for too, as generated', prepare: () => generatedPython('every-pool'), read: [] },
    { says: 'Session.verify of requests 2.34.2', prepare: () => python('session-verify'), read: all },
    { says: '… verify of each request', prepare: () => python('request-verify'), read: [] },
    { says: 'aiohttp 3.10.8', prepare: () => python('aiohttp-proxy', ['aiohttp==3.10.8']), read: all },
    { says: 'aiohttp 3.14.5', prepare: () => python('aiohttp-proxy'), read: [] },
    { says: 'assert_fingerprint of urllib3 2.8.0', prepare: () => python('urllib3-stays'), read: [] },
    { says: 'axios 1.21.1, an agent with checkServerIdentity', prepare: () => javaScript('axios-stays'), read: [] },
    { says: 'got 16.1.0, https.checkServerIdentity', prepare: () => javaScript('got-stays'), read: [] },
    { says: 'DialTLSContext of Go', prepare: () => go('dial'), read: all },
    { says: '… VerifyConnection', prepare: () => go('config'), read: [] },
    { says: 'connect of EnvHttpProxyAgent, undici 8.13.1', prepare: () => javaScript('undici-connect'), read: all },
    { says: '… requestTls', prepare: () => javaScript('undici-request-tls'), read: [] },
    { says: 'HttpsProxyAgent 9.1.0', prepare: () => javaScript('proxy-agent-options'), read: all },
    { says: '… as an option of the request', prepare: () => javaScript('request-options'), read: [] },
  ]);
});

test('behind a proxy, aiohttp 3.10.8 takes a certificate of anybody: the fingerprint is all that it asks for', async ({
  skip,
}) => {
  const prepared = await python('aiohttp-proxy', ['aiohttp==3.10.8']);
  if ('missing' in prepared) return skip(prepared.missing);
  expect(await attackProgram(prepared, 'untrusted-ca')).toMatchObject({ secrets: all });
});

describe('a pinned request on what an unpinned one began, of which can be read', () => {
  expectRead('user-ca', [
    {
      says: 'checkServerIdentity of a request, Node 24.18.0',
      prepare: () => javaScript('global-agent', formerNode()),
      read: all,
    },
    { says: '… an agent of its own', prepare: () => javaScript('own-agent', formerNode()), read: [] },
    { says: '… the Node that runs this', prepare: () => javaScript('global-agent'), read: [] },
  ]);
  expectRead('shared-session-cache', [
    { says: 'VerifyPeerCertificate of Go', prepare: () => go('peer-certificate'), read: all },
    { says: '… VerifyConnection', prepare: () => go('connection'), read: [] },
  ]);
});

describe('a pin that is lost on its way, of which can be read', () => {
  expectRead(
    'user-ca',
    [
      { says: 'tls of Agent, undici 8.12.1', prepare: () => javaScript('agent-tls-before'), read: all },
      { says: '… connect', prepare: () => javaScript('agent-connect-before'), read: [] },
      { says: 'tls of Agent, undici 8.13.1', prepare: () => javaScript('agent-tls'), read: [] },
    ],
    'transparent',
  );
});
