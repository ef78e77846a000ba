import { describe } from 'vitest';
import { all, expectRead } from './expect-read.ts';
import { curl, go, javaScript, okHttp, python, wget } from './libraries.ts';

// The table of docs/lab-findings.md: pinned clients that the genuine server, or somebody with its key, leads to http://.

describe('after a redirect to http:// can be read of', () => {
  expectRead('redirect-to-http', [
    { says: 'curl --location', prepare: () => curl('--location'), read: ['key'] },
    { says: '… --proto-redir =https', prepare: () => curl('--location', '--proto-redir', '=https'), read: [] },
    { says: 'wget --no-hsts', prepare: () => wget('--no-hsts'), read: all },
    { says: '… --max-redirect=0', prepare: () => wget('--no-hsts', '--max-redirect=0'), read: [] },
    { says: 'OkHttp', prepare: () => okHttp('follows'), read: ['cookie', 'key'] },
    { says: '… followSslRedirects(false)', prepare: () => okHttp('stays'), read: [] },
    { says: 'Go', prepare: () => go('redirect'), read: all },
    { says: '… CheckRedirect', prepare: () => go('redirect-stays'), read: [] },
    { says: 'requests', prepare: () => python('requests'), read: ['key'] },
    { says: '… allow_redirects=False', prepare: () => python('requests-stays'), read: [] },
    { says: 'urllib3', prepare: () => python('urllib3'), read: ['key'] },
    { says: '… redirect=False', prepare: () => python('urllib3-stays'), read: [] },
    { says: 'aiohttp', prepare: () => python('aiohttp'), read: ['key'] },
    { says: '… allow_redirects=False', prepare: () => python('aiohttp-stays'), read: [] },
    { says: 'axios', prepare: () => javaScript('axios'), read: ['key'] },
    { says: '… maxRedirects: 0', prepare: () => javaScript('axios-stays'), read: [] },
    { says: 'got', prepare: () => javaScript('got'), read: ['key'] },
    { says: '… followRedirect', prepare: () => javaScript('got-stays'), read: [] },
    { says: 'node-fetch', prepare: () => javaScript('node-fetch'), read: ['key'] },
    { says: "… redirect: 'manual'", prepare: () => javaScript('node-fetch-stays'), read: [] },
    { says: 'undici', prepare: () => javaScript('undici'), read: ['key'] },
    { says: "… redirect: 'manual'", prepare: () => javaScript('undici-stays'), read: [] },
  ]);
});
