/** Whom an app speaks to. A host is judged by its port too: two servers of one name may be two stacks of the app. */
export interface Endpoint {
  /** Canonical. */
  readonly host: string;
  readonly port: number;
}

/** `api.example.com:443`, `[2001:db8::1]:443`: its name in keys and messages. */
export function nameOf({ host, port }: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function isSame(one: Endpoint, other: Endpoint): boolean {
  return one.host === other.host && one.port === other.port;
}
