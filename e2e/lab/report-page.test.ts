import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlOf } from '../../packages/lab/src/report/html.ts';
import { hostileReport } from '../../packages/lab/test/report/hostile.ts';
import { mixedReport } from '../../packages/lab/test/report/sample.ts';
import { findEngineFile, findProgram } from '../system.ts';

// What a browser makes of the page, which may differ from what a reader of XML makes of it.

interface Page {
  on(event: 'dialog' | 'request' | 'console' | 'pageerror', listener: (what: { url?(): string }) => void): void;
  goto(address: string): Promise<unknown>;
  emulateMedia(media: object): Promise<void>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  click(selector: string): Promise<void>;
  evaluate<T>(script: string): Promise<T>;
  close(): Promise<void>;
}
interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

const [program, driver] = [findProgram('chromium', 'google-chrome'), findEngineFile('playwright-core/package.json')];
const missing = [program, driver].map((found) => ('missing' in found ? found.missing : '')).find((why) => why !== '');

if ('path' in program && 'path' in driver) {
  describe("the lab's report in Chromium", () => {
    const folder = mkdtempSync(join(tmpdir(), 'livepin-page-'));
    let browser: Browser;
    beforeAll(async () => {
      const { chromium } = createRequire(driver.path)('playwright-core');
      const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
      browser = await chromium.launch({ executablePath: program.path, args });
    });
    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });

    /** The page as a file, and all that it did beside being shown. */
    async function open(html: string): Promise<{ page: Page; did: string[] }> {
      const path = join(folder, 'report.html');
      writeFileSync(path, html);
      const address = pathToFileURL(path).href;
      const page = await browser.newPage();
      const did: string[] = [];
      for (const event of ['dialog', 'console', 'pageerror'] as const) page.on(event, () => did.push(event));
      page.on('request', (request) => {
        if (request.url?.() !== address) did.push(`asked for ${request.url?.()}`);
      });
      await page.goto(address);
      return { page, did };
    }

    test('does nothing but be shown, whatever apps and servers put into it', async () => {
      const { page, did } = await open(htmlOf(hostileReport()));
      // Handlers of what failed to load come later than the page.
      await page.evaluate('new Promise((resolve) => setTimeout(resolve, 0))');
      const strangers = await page.evaluate<number>(
        'document.querySelectorAll("script,img,iframe,form,object,link").length',
      );
      expect(strangers).toBe(0);
      expect(await page.evaluate<string>('document.title')).toMatch(
        /^Livepin lab: \.\/gradlew connectedTest"><script>/,
      );
      expect(await page.evaluate<number>('document.querySelectorAll("details").length')).toBe(7 * 12);
      expect(did).toEqual([]);
      await page.close();
    });

    test('a field of the matrix leads to its evidence, which opens', async () => {
      const { page } = await open(htmlOf(mixedReport()));
      const isOpen = 'document.querySelector("#h2s3").closest("details").open';
      expect(await page.evaluate(isOpen)).toBe(false);
      await page.click('a[href="#h2s3"]');
      expect(await page.evaluate(isOpen)).toBe(true);
      await page.close();
    });

    test.each([360, 800, 1280])('fits a window %i pixels wide: only what is meant to scroll does', async (width) => {
      for (const report of [mixedReport(), hostileReport()]) {
        const { page } = await open(htmlOf(report));
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        await page.close();
      }
    });

    test('has another face in the dark, and all of it on paper', async () => {
      const { page } = await open(htmlOf(mixedReport()));
      const background = 'getComputedStyle(document.body).backgroundColor';
      const light = await page.evaluate(background);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await page.evaluate(background)).not.toBe(light);
      await page.emulateMedia({ media: 'print', colorScheme: 'light' });
      const unseen = '[...document.querySelectorAll(".cell")].filter((cell) => !cell.checkVisibility()).length';
      expect(await page.evaluate(unseen)).toBe(0);
      await page.emulateMedia({ media: 'screen' });
      expect(await page.evaluate(unseen)).toBeGreaterThan(0);
      await page.close();
    });
  });
} else test("the lab's report in Chromium", ({ skip }) => skip(missing));
