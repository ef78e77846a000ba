import type { PinPlan } from '../plan.ts';
import type { PinnedHost } from './pinned-hosts.ts';
import { expiryReason, headerComment, quoted } from './text.ts';

/** What differs between the JDK and Android: how the verified path is learnt. */
export interface PathFinder {
  readonly imports: readonly string[];
  /** The method `pathOf(X509Certificate[] chain, String authType, String host)`, indented by two. */
  readonly method: string;
}

const imports = [
  'java.net.Socket',
  'java.security.GeneralSecurityException',
  'java.security.KeyStore',
  'java.security.MessageDigest',
  'java.security.cert.CertificateException',
  'java.security.cert.X509Certificate',
  'java.util.ArrayList',
  'java.util.Arrays',
  'java.util.HashMap',
  'java.util.HashSet',
  'java.util.List',
  'java.util.Locale',
  'java.util.Map',
  'java.util.Set',
  'javax.net.ssl.SSLContext',
  'javax.net.ssl.SSLEngine',
  'javax.net.ssl.SSLSession',
  'javax.net.ssl.SSLSocket',
  'javax.net.ssl.TrustManager',
  'javax.net.ssl.TrustManagerFactory',
  'javax.net.ssl.X509ExtendedTrustManager',
];

/** A trust manager that lets the platform verify, and then looks for a pinned key on the path. */
export function javaTrustManager(plan: PinPlan, hosts: readonly PinnedHost[], finder: PathFinder): string {
  const calls = hosts.map(
    ({ host, subdomains, pins }) =>
      `    pin(${quoted([host])}, ${subdomains}${pins.map((pin) => `, "${pin}"`).join('')});\n`,
  );
  const check =
    plan.expires === null
      ? ''
      : `    // ${expiryReason(plan.expires)}
    if (System.currentTimeMillis() >= ${plan.expires * 1000}L) return;
`;
  return `${headerComment(plan, '//')}
${[...imports, ...finder.imports]
  .sort()
  .map((name) => `import ${name};\n`)
  .join('')}
/** Verifies as the platform does, and then asks for a pinned key on the verified path. */
public final class PinnedTrustManager extends X509ExtendedTrustManager {
  private static final Map<String, Set<String>> pinsByHost = new HashMap<>();
  private static final Set<String> withSubdomains = new HashSet<>();

  static {
${calls.join('')}  }

  private final X509ExtendedTrustManager platform;

  public PinnedTrustManager(X509ExtendedTrustManager platform) {
    this.platform = platform;
  }

  /** For HttpsURLConnection.setSSLSocketFactory(context().getSocketFactory()). */
  public static SSLContext context() throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager) {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new PinnedTrustManager((X509ExtendedTrustManager) manager)}, null);
        return context;
      }
    }
    throw new GeneralSecurityException("The platform has no trust manager that knows of hosts.");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
    platform.checkServerTrusted(chain, authType, socket);
    if (!(socket instanceof SSLSocket)) throw new CertificateException("Not a TLS socket.");
    judge(chain, authType, ((SSLSocket) socket).getHandshakeSession());
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
    platform.checkServerTrusted(chain, authType, engine);
    judge(chain, authType, engine.getHandshakeSession());
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
    throw new CertificateException("Without the host nobody can say what is pinned.");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
    platform.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
    platform.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
    platform.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return platform.getAcceptedIssuers();
  }

  private void judge(X509Certificate[] chain, String authType, SSLSession session) throws CertificateException {
${check}    String host = session == null ? null : session.getPeerHost();
    if (host == null) throw new CertificateException("The connection does not say to which host it goes.");
    Set<String> pins = pinsFor(host);
    if (pins.isEmpty()) return;
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (X509Certificate certificate : pathOf(chain, authType, host)) {
        if (pins.contains(base64(sha256.digest(certificate.getPublicKey().getEncoded())))) return;
      }
    } catch (GeneralSecurityException error) {
      throw new CertificateException("No verified path to " + host, error);
    }
    throw new CertificateException("No pinned key on the path to " + host);
  }

${finder.method}
  private static void pin(String host, boolean subdomains, String... pins) {
    pinsByHost.put(host, new HashSet<>(Arrays.asList(pins)));
    if (subdomains) withSubdomains.add(host);
  }

  /** Of the most specific name; empty where the host is not pinned. */
  private static Set<String> pinsFor(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) name = name.substring(0, name.length() - 1);
    if (pinsByHost.containsKey(name)) return pinsByHost.get(name);
    for (int dot = name.indexOf('.'); dot != -1; dot = name.indexOf('.', dot + 1)) {
      String above = name.substring(dot + 1);
      if (withSubdomains.contains(above)) return pinsByHost.get(above);
    }
    return new HashSet<>();
  }
}
`;
}

export const trustManagerSteps: readonly string[] = [
  'Give the socket factory to every connection, or once to HttpsURLConnection.setDefaultSSLSocketFactory(): connections without it are not pinned.',
  'Leave the host name verifier as it is: the trust manager does not take its place.',
];
