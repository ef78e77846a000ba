/** What another interceptor sees of one exercise of an app. */
export interface Sighting {
  readonly verdict: 'read' | 'refused' | 'not seen';
  /** In its own words. */
  readonly detail: string;
}

/** A person in the middle with another's tool: the app runs behind it, with its CA in the trust store. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** @param exercise runs the app behind a proxy, with what plays the device's trust store besides the genuine roots */
  watch(exercise: (door: { readonly proxyUrl: string; readonly caPem: string }) => Promise<void>): Promise<Sighting>;
}
