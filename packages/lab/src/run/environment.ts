import { javaPassphrase, type TrustStore } from './trust-store.ts';

export interface Way {
  /** Null where connections are redirected, and no app need know of a proxy. */
  readonly proxyUrl: string | null;
  readonly store: TrustStore;
  readonly scenario: string | null;
  readonly run: number;
}

// Each names a file of CAs in PEM: for OpenSSL and what is built on it, and for programs with a variable of their own.
const caVariables = [
  'SSL_CERT_FILE',
  'NIX_SSL_CERT_FILE',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'HTTPLIB2_CA_CERTS',
  'PIP_CERT',
  'NODE_EXTRA_CA_CERTS',
  'npm_config_cafile',
  'DENO_CERT',
  'GIT_SSL_CAINFO',
  'CARGO_HTTP_CAINFO',
  'AWS_CA_BUNDLE',
  'CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE',
  'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH',
  'PERL_LWP_SSL_CA_FILE',
  'BUNDLE_SSL_CA_CERT',
  'LIVEPIN_LAB_CA',
] as const;

const proxyVariables = ['https_proxy', 'http_proxy', 'all_proxy'] as const;

/**
 * The variables that bring most programs behind the lab, and have them trust its store in place of the machine's.
 * @param inherited those of this process: options of Node and Java that stand there stay
 */
export function environmentOf(
  way: Way,
  inherited: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const { proxyUrl, store, scenario, run } = way;
  const proxies = proxyVariables.flatMap((name) => [
    [name, proxyUrl ?? ''],
    [name.toUpperCase(), proxyUrl ?? ''],
  ]);
  return Object.fromEntries([
    ...proxies,
    // Exceptions that stand on this machine would lead past the lab.
    ['no_proxy', ''],
    ['NO_PROXY', ''],
    ['NODE_USE_ENV_PROXY', '1'],
    ...caVariables.map((name) => [name, store.caFile]),
    ['SSL_CERT_DIR', store.emptyFolder],
    ['WGETRC', inherited['WGETRC'] ?? store.wgetFile],
    // By itself Node trusts a list of its own, which NODE_EXTRA_CA_CERTS adds to and takes nothing from.
    ['NODE_OPTIONS', joined(inherited['NODE_OPTIONS'], '--use-openssl-ca')],
    ['JAVA_TOOL_OPTIONS', joined(inherited['JAVA_TOOL_OPTIONS'], ...javaOptions(proxyUrl, store))],
    ['LIVEPIN_LAB_PROXY', proxyUrl ?? ''],
    ['LIVEPIN_LAB_SCENARIO', scenario ?? ''],
    ['LIVEPIN_LAB_RUN', String(run)],
  ]);
}

function javaOptions(proxyUrl: string | null, { javaFile }: TrustStore): string[] {
  const trust = [
    `-Djavax.net.ssl.trustStore=${javaFile}`,
    '-Djavax.net.ssl.trustStoreType=JKS',
    `-Djavax.net.ssl.trustStorePassword=${javaPassphrase}`,
  ];
  if (proxyUrl === null) return trust;
  const { hostname, port } = new URL(proxyUrl);
  const proxies = ['http', 'https'].flatMap((scheme) => [
    `-D${scheme}.proxyHost=${hostname}`,
    `-D${scheme}.proxyPort=${port}`,
  ]);
  // Without a value: Java would pass the proxy by for its own machine.
  return [...trust, ...proxies, '-Dhttp.nonProxyHosts='];
}

function joined(inherited: string | undefined, ...own: string[]): string {
  return [...(inherited ? [inherited] : []), ...own].join(' ');
}

/** What is said at the start: names alone. */
export const changedVariables: readonly string[] = Object.keys(
  environmentOf(
    {
      proxyUrl: null,
      store: { caFile: '', javaFile: '', emptyFolder: '', wgetFile: '' },
      scenario: null,
      run: 0,
    },
    {},
  ),
);
