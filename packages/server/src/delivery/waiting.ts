import type { ServerResponse } from 'node:http';

/** The long-polls of one app: each is answered once, when told to or when its time is over. */
export class Waiting {
  #answers = new Set<() => void>();

  /** @param answer is not called when the asker goes away */
  add(response: ServerResponse, seconds: number, answer: () => void): void {
    const leave = () => {
      clearTimeout(timer);
      this.#answers.delete(finish);
    };
    const finish = () => {
      leave();
      response.off('close', leave);
      answer();
    };
    const timer = setTimeout(finish, seconds * 1_000);
    this.#answers.add(finish);
    response.once('close', leave);
  }

  answerAll(): void {
    for (const finish of [...this.#answers]) finish();
  }
}
