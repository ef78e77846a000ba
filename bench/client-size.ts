import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import type { Figure, Goal } from './measure.ts';

/** What the client's core adds to an app: one file, minified and gzipped, without what the app does not use. */
export async function clientSizeRow(): Promise<Figure[]> {
  const p256 = await sizeOf('p256-alone.ts');
  return [
    figureOf("the client's core with the platform's crypto", await sizeOf('with-web-crypto.ts'), { atMost: 7 }),
    figureOf("the client's core with the portable crypto", await sizeOf('with-portable-crypto.ts'), { atMost: 21 }, [
      `of which P-256 alone (@noble/curves): ${(p256.gzipped / 1000).toFixed(1)} KB`,
    ]),
  ];
}

interface Size {
  readonly minified: number;
  readonly gzipped: number;
}

function figureOf(name: string, { minified, gzipped }: Size, goal: Goal, notes: readonly string[] = []): Figure {
  const before = `minified ${(minified / 1000).toFixed(1)} KB; 1 KB is 1,000 bytes`;
  return { name, unit: 'KB', goal, value: gzipped / 1000, notes: [before, ...notes] };
}

async function sizeOf(entry: string): Promise<Size> {
  const input = fileURLToPath(new URL(`size-entries/${entry}`, import.meta.url));
  const bundle = await rolldown({ input, platform: 'neutral', logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'es', minify: true });
  await bundle.close();
  const { code } = output[0];
  return { minified: Buffer.byteLength(code), gzipped: gzipSync(code, { level: 9 }).length };
}
