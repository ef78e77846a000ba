import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Found, findEngineFile, findProgram } from '../system.ts';
import { buildScript, transformForHermes } from './build.ts';

// Apps run in these engines, so the vectors run in all of them.

const run = promisify(execFile);
const require = createRequire(import.meta.url);
let folder: string;
let script: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livepin-engines-'));
  script = await buildScript();
  await writeFile(join(folder, 'vectors.js'), script);
});
afterAll(() => rm(folder, { recursive: true }));

/** Checks what an engine printed, and which implementations of cryptography it ran the vectors with. */
function expectAllPassed(output: string, cryptos: readonly string[]): void {
  const lines = output.split('\n').filter((line) => line.startsWith('LIVEPIN '));
  expect(lines.pop()).toBe('LIVEPIN done');
  const reports = lines.map((line) => JSON.parse(line.slice('LIVEPIN '.length)));
  expect(reports.map(({ crypto }) => crypto)).toEqual(cryptos);
  for (const { vectors, differences } of reports) {
    expect(differences).toEqual([]);
    expect(vectors).toBeGreaterThan(120);
  }
}

const engines: readonly { engine: string; found: Found; file?: string; cryptos?: string[] }[] = [
  { engine: 'Node 24', found: { path: process.execPath }, cryptos: ['portable', 'web'] },
  { engine: 'Node 26', found: findEngineFile('node-26-linux-x64/bin/node'), cryptos: ['portable', 'web'] },
  { engine: 'Node 22', found: findEngineFile('node-22-linux-x64/bin/node'), cryptos: ['portable', 'web'] },
  { engine: 'JavaScriptCore', found: findProgram('jsc') },
  { engine: 'Hermes', found: findEngineFile('hermes-engine-cli/linux64-bin/hermes'), file: 'hermes.js' },
];

test.for(engines)(
  'all vectors pass in $engine',
  { timeout: 900_000 },
  async ({ found, file = 'vectors.js', cryptos = ['portable'] }, { skip }) => {
    if ('missing' in found) return skip(found.missing);
    if (file === 'hermes.js') await writeFile(join(folder, file), await transformForHermes(script));
    const { stdout } = await run(found.path, [join(folder, file)], { maxBuffer: 2 ** 24 });
    expectAllPassed(stdout, cryptos);
  },
);

test('all vectors pass in QuickJS', { timeout: 900_000 }, async ({ skip }) => {
  const found = findEngineFile('quickjs-emscripten/package.json');
  if ('missing' in found) return skip(found.missing);
  const { getQuickJS } = require('quickjs-emscripten');
  const context = (await getQuickJS()).newContext();
  const lines: string[] = [];
  const print = context.newFunction('print', (text: object) => void lines.push(context.getString(text)));
  context.setProp(context.global, 'print', print);
  context.unwrapResult(context.evalCode(script)).dispose();
  context.unwrapResult(context.runtime.executePendingJobs());
  print.dispose();
  context.dispose();
  expectAllPassed(lines.join('\n'), ['portable']);
});

test('all vectors pass in Chromium', { timeout: 900_000 }, async ({ skip }) => {
  const [browserPath, driver] = [
    findProgram('chromium', 'google-chrome'),
    findEngineFile('playwright-core/package.json'),
  ];
  if ('missing' in browserPath) return skip(browserPath.missing);
  if ('missing' in driver) return skip(driver.missing);
  const { chromium } = require('playwright-core');
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
  const browser = await chromium.launch({ executablePath: browserPath.path, args });
  try {
    const page = await browser.newPage();
    // An https page, because WebCrypto is there for secure contexts only; nothing is fetched.
    await page.route('**', (route: { fulfill(answer: object): Promise<void> }) =>
      route.fulfill({ contentType: 'text/html', body: '' }),
    );
    await page.goto('https://app.example/');
    const output = await page.evaluate(
      `new Promise((resolve) => {
        const lines = [];
        globalThis.livepinReport = (line) => { lines.push(line); if (!line.startsWith('LIVEPIN {')) resolve(lines.join('\\n')); };
        ${script}
      })`,
    );
    expectAllPassed(output, ['portable', 'web']);
  } finally {
    await browser.close();
  }
});
