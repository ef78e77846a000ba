import { execFile } from 'node:child_process';
import { LivepinError } from '@livepin/core';

/** One device, by way of the Android Debug Bridge. */
export class Adb {
  readonly #program: string;
  readonly serial: string;

  /** @param program the path of adb, or its name */
  constructor(program: string, serial: string) {
    this.#program = program;
    this.serial = serial;
  }

  /** A whole command line, for whoever has to run it later, without this process. */
  argv(...words: string[]): [program: string, ...args: string[]] {
    return [this.#program, '-s', this.serial, ...words];
  }

  /**
   * @returns what it printed, without the line feeds around it
   * @throws {LivepinError} LP_LAB_DEVICE_UNREACHABLE
   */
  async run(...words: string[]): Promise<string> {
    const [program, ...args] = this.argv(...words);
    const { failure, said } = await execute(program, args);
    if (failure === null) return said.trim();
    throw new LivepinError('LP_LAB_DEVICE_UNREACHABLE', `adb -s ${this.serial} ${words.join(' ')}: ${failure}.`);
  }

  /** Waits until the device has started. @throws {LivepinError} LP_LAB_DEVICE_UNREACHABLE: adb itself is not there */
  async waitForDevice(): Promise<void> {
    await this.run('wait-for-device');
  }

  /** @throws {LivepinError} LP_LAB_DEVICE_UNREACHABLE: it is not there, locked, or does not trust this machine */
  async checkReachable(): Promise<void> {
    const state = await this.run('get-state');
    if (state === 'device') return;
    throw new LivepinError('LP_LAB_DEVICE_UNREACHABLE', `The device ${this.serial} is ${state}.`);
  }

  /** Whether it is an emulator of Google's, which finds this machine's loopback interface at 10.0.2.2. */
  async isEmulator(): Promise<boolean> {
    // The first is Android 12's and later, the second that of those before.
    return (await this.run('shell', 'getprop ro.boot.qemu; getprop ro.kernel.qemu')).split(/\s+/).includes('1');
  }
}

function execute(program: string, args: readonly string[]): Promise<{ failure: string | null; said: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { encoding: 'utf8' }, (error, stdout, stderr) => {
      if (!error) return resolve({ failure: null, said: stdout });
      const isMissing = error.code === 'ENOENT';
      const said = (stderr.trim() || stdout.trim()).replace(/\s+/g, ' ').slice(0, 300);
      const failure = isMissing ? `${program} is not installed` : said.replace(/^error: /, '') || error.message;
      resolve({ failure, said: stdout });
    });
  });
}
