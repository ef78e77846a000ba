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
    // A trust root that drops the pin key comes before the bundle by the new one: to end what is under way in between would
    // cost requests at every such change. Nothing new is let through meanwhile, and it is over when the fetch is.
    engine.knowledge.onChange(() => {
      if (!engine.isBetweenBundles()) this.#judgeAll();
    });
    engine.events.on('freshness', () => this.#judgeAll()); // some hosts may not be reached by stale pins
  }

  add(socket: Socket, connection: LiveConnection): void {
    this.#connections.set(socket, connection);
    socket.once('close', () => this.#connections.delete(socket));
  }

  close(): void {
    for (const socket of this.#connections.keys()) socket.destroy();
  }

  #judgeAll(): void {
    const now = this.#engine.knowledge.clock();
    for (const [socket, connection] of this.#connections) {
      const failure = this.#failureOf(connection, now);
      if (failure === null) continue;
      this.#connections.delete(socket);
      socket.destroy(failure);
    }
  }

  // Whatever goes wrong in judging one connection ends that one, and neither the judging of the others nor the refresh.
  #failureOf({ target, evidence }: LiveConnection, now: number): Error | null {
    try {
      const assessment = this.#engine.assess(target, evidence && lookAt(evidence, now));
      const isRefused = assessment.enforcement.action === 'refuse';
      return isRefused ? this.#engine.failureOf(assessment, { outcome: 'not-tried' }) : null;
    } catch (error) {
      return error as Error;
    }
  }
}
