import type { Socket } from 'node:net';
import type { Engine, Target } from '../engine/index.ts';
import { type Evidence, lookAt } from './evidence.ts';

interface LiveConnection {
  readonly target: Target;
  /** Null where the connection is not encrypted. */
  readonly evidence: Evidence | null;
}

/** Connections that were let through: whatever is not allowed by newer pins is closed in the turn in which they come. */
export class LiveConnections {
  readonly #engine: Engine;
  readonly #connections = new Map<Socket, LiveConnection>();

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.knowledge.onChange(() => this.#judgeAll());
  }

  add(socket: Socket, connection: LiveConnection): void {
    this.#connections.set(socket, connection);
    socket.once('close', () => this.#connections.delete(socket));
  }

  #judgeAll(): void {
    const now = this.#engine.knowledge.clock();
    for (const [socket, { target, evidence }] of this.#connections) {
      const assessment = this.#engine.assess(target, evidence && lookAt(evidence, now));
      if (assessment.enforcement.action !== 'refuse') continue;
      this.#connections.delete(socket);
      socket.destroy(this.#engine.failureOf(assessment, { outcome: 'not-tried' }));
    }
  }
}
