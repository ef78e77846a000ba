import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import type { Service } from './service.ts';

/** Thrown where something does not happen as the story says. */
export class FalseClaim extends Error {}

/** Tells the story as it happens. Pauses are for readers: with `isFast` there are none. */
export class Narrator {
  readonly #pauses: { readonly scene: number; readonly claim: number };
  #scenes = 0;
  claims = 0;

  constructor(isFast: boolean) {
    this.#pauses = isFast ? { scene: 0, claim: 0 } : { scene: 1_500, claim: 1_100 };
  }

  prologue(): void {
    console.log(styleText('bold', 'Livepin: certificate pins that update themselves'));
    console.log(
      "Real parts: OpenSSL's CAs, nginx as a bank's API, mitmproxy as the attacker, the Livepin service, four apps.",
    );
  }

  end(sentence: string): void {
    console.log(`\n${styleText('bold', sentence)}`);
  }

  async scene(title: string): Promise<void> {
    console.log(`\n${styleText('bold', `${++this.#scenes}  ${title}`)}`);
    await sleep(this.#pauses.scene);
  }

  /** What is done, or what to know; nothing that is asserted. */
  note(text: string): void {
    console.log(styleText('dim', `   · ${text}`));
  }

  /** Shows a command of the operator as it is run. */
  async command(service: Pick<Service, 'run'>, ...args: string[]): Promise<void> {
    console.log(styleText('dim', `   $ livepin ${args.join(' ')}`));
    await service.run(...args);
  }

  /**
   * Says that something is so, if it is.
   * @param evidence what was seen, for whoever must find out why it is not so
   * @throws {FalseClaim}
   */
  async claim(sentence: string, isTrue: boolean, evidence: unknown): Promise<void> {
    if (!isTrue) {
      console.log(`   ${styleText('red', '✗')} ${sentence}`);
      throw new FalseClaim(`Not so: ${sentence}. Seen: ${JSON.stringify(evidence, null, 2)}`);
    }
    this.claims++;
    console.log(`   ${styleText('green', '✓')} ${sentence}`);
    await sleep(this.#pauses.claim);
  }
}
