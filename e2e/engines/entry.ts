import { portableCrypto } from '@livepin/core/portable';
import { webCrypto } from '@livepin/core/web';
import { runVector } from '../../spec/run-vector.ts';
import type { Vector } from '../../spec/vector.ts';

// Runs in every engine: runs all vectors and hands a report to the engine's own way of printing.

interface Engine {
  /** Put before this script by build.ts. */
  readonly livepinVectors: Readonly<Record<string, Vector>>;
  readonly livepinReport?: (text: string) => void;
  readonly print?: (text: string) => void;
  readonly console?: { log(text: string): void };
  readonly crypto?: { readonly subtle?: object };
}

const engine = globalThis as unknown as Engine;
const report = engine.livepinReport ?? engine.print ?? engine.console?.log.bind(engine.console);
const subtle = engine.crypto?.subtle;
const implementations = { portable: portableCrypto, ...(subtle ? { web: webCrypto(subtle) } : {}) };

async function runAll(): Promise<void> {
  for (const [name, crypto] of Object.entries(implementations)) {
    const differences: string[] = [];
    const vectors = Object.entries(engine.livepinVectors);
    for (const [file, vector] of vectors) {
      const difference = await runVector(vector, crypto);
      if (difference !== null) differences.push(`${file}: ${difference}`);
    }
    report?.(`LIVEPIN ${JSON.stringify({ crypto: name, vectors: vectors.length, differences })}`);
  }
}

runAll().then(
  () => report?.('LIVEPIN done'),
  (error) => report?.(`LIVEPIN failed: ${error}\n${(error as Error).stack}`),
);
