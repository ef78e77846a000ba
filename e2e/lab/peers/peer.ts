import { execFile } from 'node:child_process';

/** What another interceptor sees of one exercise of an app. */
export interface Sighting {
  readonly verdict: 'read' | 'refused' | 'not seen';
  /** In its own words. */
  readonly detail: string;
}

/** Where an app finds itself behind a peer. */
export interface Door {
  /** Null where connections come to the peer by themselves. */
  readonly proxyUrl: string | null;
  /** The peer's CA, for what plays the device's trust store. */
  readonly caPem: string;
}

export interface App {
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
}

/** Someone in the middle with another's tool. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Runs the app behind it, once. */
  watch(app: (door: Door) => Promise<App>): Promise<Sighting>;
}

/** Ends when the app ends, however that is: to fail is what it may have to do. */
export function runApp({ command: [program, ...parameters], environment }: App): Promise<void> {
  return new Promise((resolve) => {
    execFile(program, parameters, { env: environment, timeout: 60_000 }, () => resolve());
  });
}
