import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import type { Figure, Goal } from './measure.ts';

/** What the client's core adds to an app: one file, minified and gzipped, without what the app does not use. */
export async function clientSizeRow(): Promise<Figure[]> {
  const [native, portable, p256] = await Promise.all(
    ['with-web-crypto.ts', 'with-portable-crypto.ts', 'p256-alone.ts'].map(sizeOf),
  );
  return [
    figureOf("the client's core with the platform's crypto", native!, { atMost: 7 }, [
      `largest parts: ${largestOf(native!)}`,
      'no part stands out: it is the strict readers that engines lack, and a sentence with each refusal',
    ]),
    figureOf("the client's core with the portable crypto", portable!, { atMost: 21 }, [
      `for comparison: p256 of @noble/curves as it comes is ${kilobytes(p256!.gzipped)}; here is only what verifies`,
    ]),
  ];
}

interface Size {
  readonly minified: number;
  readonly gzipped: number;
  /** Characters before minifying, by the path of each file that is not left out whole. */
  readonly parts: ReadonlyMap<string, number>;
}

function figureOf(name: string, { minified, gzipped }: Size, goal: Goal, notes: readonly string[]): Figure {
  const before = `${kilobytes(minified)} before gzip; 1 KB is 1,000 bytes`;
  return { name, unit: 'KB', goal, value: gzipped / 1000, notes: [before, ...notes] };
}

function largestOf({ parts }: Size): string {
  const all = [...parts.values()].reduce((sum, size) => sum + size, 0);
  const sorted = [...parts].sort(([, a], [, b]) => b - a).slice(0, 8);
  return sorted.map(([path, size]) => `${basename(path, '.ts')} ${((size / all) * 100).toFixed(0)} %`).join(', ');
}

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`;

async function sizeOf(entry: string): Promise<Size> {
  const input = fileURLToPath(new URL(`size-entries/${entry}`, import.meta.url));
  const bundle = await rolldown({ input, platform: 'neutral', logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'es', minify: true });
  await bundle.close();
  const { code, modules } = output[0];
  const rendered = Object.entries(modules).map(([path, { renderedLength }]) => [path, renderedLength] as const);
  const parts = new Map(rendered.filter(([, length]) => length > 0));
  return { minified: Buffer.byteLength(code), gzipped: gzipSync(code, { level: 9 }).length, parts };
}
