import { expect, test } from 'vitest';
import { changedVariables, environmentOf } from '../../src/run/environment.ts';

const store = { caFile: '/l/ca.pem', javaFile: '/l/ca.jks', emptyFolder: '/l/empty', wgetFile: '/l/wgetrc' };
const way = { proxyUrl: 'http://127.0.0.1:4100', store, scenario: 'user-ca', run: 7 };

test('proxies are set in both spellings, and exceptions of the machine are gone', () => {
  const environment = environmentOf(way, {});
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'])
    expect(environment[name], name).toBe(way.proxyUrl);
  expect(environment).toMatchObject({ no_proxy: '', NO_PROXY: '' });
});

test('CAs are those of the store, and no folder of the machine adds any', () => {
  const environment = environmentOf(way, {});
  for (const name of ['SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS', 'GIT_SSL_CAINFO'])
    expect(environment[name], name).toBe(store.caFile);
  expect(environment['SSL_CERT_DIR']).toBe(store.emptyFolder);
});

test('options of Node and Java that stand there stay', () => {
  const inherited = { NODE_OPTIONS: '--enable-source-maps', JAVA_TOOL_OPTIONS: '-Xmx1g', WGETRC: '/home/me/wgetrc' };
  const environment = environmentOf(way, inherited);
  expect(environment['NODE_OPTIONS']).toBe('--enable-source-maps --use-openssl-ca');
  expect(environment['JAVA_TOOL_OPTIONS']).toMatch(
    /^-Xmx1g -Djavax\.net\.ssl\.trustStore=\/l\/ca\.jks .*-Dhttps\.proxyPort=4100/,
  );
  expect(environment['WGETRC']).toBe('/home/me/wgetrc');
});

test('where connections are redirected, no proxy is named, those of the machine neither', () => {
  const environment = environmentOf({ ...way, proxyUrl: null }, {});
  expect(environment).toMatchObject({ https_proxy: '', HTTPS_PROXY: '', ALL_PROXY: '', LIVEPIN_LAB_PROXY: '' });
  expect(environment['JAVA_TOOL_OPTIONS']).not.toContain('proxy');
});

test('the app can tell where it is', () => {
  expect(environmentOf(way, {})).toMatchObject({
    LIVEPIN_LAB_PROXY: way.proxyUrl,
    LIVEPIN_LAB_CA: store.caFile,
    LIVEPIN_LAB_SCENARIO: 'user-ca',
    LIVEPIN_LAB_RUN: '7',
  });
  expect(environmentOf({ ...way, scenario: null }, {})['LIVEPIN_LAB_SCENARIO']).toBe('');
});

test('what is said to be changed is what is changed', () => {
  expect(Object.keys(environmentOf(way, process.env)).sort()).toEqual([...changedVariables].sort());
});
