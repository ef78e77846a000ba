import { Duplex } from 'node:stream';
import type { WireRecorder } from './wire-recorder.ts';

/** A stream of the app, with a count, and a recorder, of what goes through it. */
export class Tap extends Duplex {
  readonly #inner: Duplex;
  readonly #recorder: WireRecorder | null;

  readonly #onTraffic: () => void;
  bytesFromApp = 0;
  bytesToApp = 0;

  /** @param inner paused; what was read of it was put back */
  constructor(inner: Duplex, recorder: WireRecorder | null, onTraffic: () => void) {
    super({ allowHalfOpen: true });
    this.#inner = inner;
    this.#recorder = recorder;
    this.#onTraffic = onTraffic;
    inner.on('data', (bytes: Buffer) => {
      onTraffic();
      recorder?.add('app', bytes);
      this.bytesFromApp += bytes.length;
      if (!this.push(bytes)) inner.pause();
    });
    inner.on('end', () => this.push(null));
    inner.on('error', (error) => this.destroy(error));
    inner.on('close', () => this.destroy());
    inner.pause();
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(bytes, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  #send(bytes: Buffer, done: (error?: Error | null) => void): void {
    this.#onTraffic();
    this.#recorder?.add('lab', bytes);
    this.bytesToApp += bytes.length;
    this.#inner.write(bytes, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#inner.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inner.destroy();
    done(error);
  }
}
