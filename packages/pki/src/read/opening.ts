import { LivepinError } from '@livepin/core';
import { unreadable } from '../key-file-error.ts';

/**
 * What deriving keys from a passphrase may cost for one file, in rounds of its hash: ten seconds or so. OpenSSL writes
 * 2,048 rounds, Java 10,000, and the most careful programs some 600,000.
 */
const maxRounds = 10_000_000;

/** One file that is being read: its name, the passphrase for it, and the work that it has asked for until now. */
export class Opening {
  readonly where: string;
  readonly passphrase: string | undefined;
  #rounds = 0;

  constructor(where: string, passphrase?: string) {
    this.where = where;
    this.passphrase = passphrase;
  }

  /** @throws {LivepinError} LP_KEY_FILE_UNREADABLE: a file whose author wants to keep this machine busy */
  spend(rounds: number): void {
    this.#rounds += rounds;
    if (this.#rounds <= maxRounds && Number.isSafeInteger(this.#rounds)) return;
    throw unreadable(this.where, `opening it takes more than ${maxRounds} rounds of a hash, which nobody needs`);
  }

  /** @param what of the file: "its private key" */
  closed(what: string): LivepinError<'LP_KEY_FILE_ENCRYPTED'> {
    const why =
      this.passphrase === undefined ? 'needs a passphrase' : 'is not opened by the passphrase given, or is damaged';
    return new LivepinError('LP_KEY_FILE_ENCRYPTED', `${this.where}: ${what} ${why}.`);
  }
}
