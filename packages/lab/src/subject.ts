import type { ChildProcess } from 'node:child_process';

/** Where an app finds itself when it is exercised: all that makes it come by the lab. */
export interface World {
  /** `http://127.0.0.1:PORT`: an HTTP proxy that takes CONNECT and absolute URIs; SOCKS 4 and 5 on the same port. */
  readonly proxyUrl: string;
  /** PEM: what plays the device's trust store in this run. */
  readonly caFile: string;
  /** Environment variables that make most programs use both (proxy variables, SSL_CERT_FILE, NODE_EXTRA_CA_CERTS …). */
  readonly environment: Readonly<Record<string, string>>;
  /** Null in control runs. */
  readonly scenario: string | null;
  /** Distinct for each run, from 0. */
  readonly run: number;
  /**
   * Starts a program behind the lab: with `environment` on top of this process's, as the leader of a process group of its own,
   * its standard output and error in pipes. It does not outlive the lab, whatever becomes of that.
   */
  spawn(program: string, arguments_: readonly string[]): ChildProcess;
}

/** How the exercise ended. That an app fails when it is attacked is what is hoped for. */
export interface Exercise {
  /** An exit status or an error, in words; null where all went well by the app's own account. */
  readonly failure: string | null;
  /** The last lines of what it said, for the report. */
  readonly said: string;
}

/** What is attacked: a command, a function of a test, a program at the other end of a pipe. */
export interface Subject {
  /** For the head of the report. */
  readonly name: string;
  /** Files that are what was tested, for their hashes. */
  readonly build: readonly string[];
  /** What whoever reads the report should know of it, in sentences. */
  readonly warnings?: readonly string[];
  /** Makes the app open its connections, once. @throws only where it could not be started at all */
  exercise(world: World, signal: AbortSignal): Promise<Exercise>;
  /** Makes the app change its pins while an exercise goes on; absent where it cannot be told to. */
  changePins?(world: World): Promise<void>;
}
