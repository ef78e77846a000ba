import type { Target } from '../target.ts';
import { javaTrustManager, trustManagerSteps } from '../write/java-trust-manager.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';

const method = `  /** The chain is what the server sent, in any order and with anything in it: the path is built anew, up to a trusted root. */
  private List<X509Certificate> pathOf(X509Certificate[] chain, String authType, String host) throws GeneralSecurityException {
    Set<TrustAnchor> anchors = new HashSet<>();
    for (X509Certificate issuer : platform.getAcceptedIssuers()) anchors.add(new TrustAnchor(issuer, null));
    X509CertSelector leaf = new X509CertSelector();
    leaf.setCertificate(chain[0]);
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
    parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(Arrays.asList(chain))));
    parameters.setRevocationEnabled(false);
    PKIXCertPathBuilderResult built =
        (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
    List<X509Certificate> path = new ArrayList<>();
    for (Certificate certificate : built.getCertPath().getCertificates()) path.add((X509Certificate) certificate);
    path.add(built.getTrustAnchor().getTrustedCert());
    return path;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
`;

/** Documentation: JSSE reference guide, "X509ExtendedTrustManager"; Java PKI programmer's guide, "CertPathBuilder". */
export const httpUrlConnection: Target = {
  id: 'httpurlconnection',
  title: 'HttpsURLConnection with a trust manager, Java',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, { name: 'This trust manager', compares: 'path', excludes: true });
    const imports = [
      'java.security.cert.CertPathBuilder',
      'java.security.cert.CertStore',
      'java.security.cert.Certificate',
      'java.security.cert.CollectionCertStoreParameters',
      'java.security.cert.PKIXBuilderParameters',
      'java.security.cert.PKIXCertPathBuilderResult',
      'java.security.cert.TrustAnchor',
      'java.security.cert.X509CertSelector',
      'java.util.Base64',
    ];
    const text = javaTrustManager(plan, hosts, { imports, method });
    return {
      files: [{ path: 'src/main/java/PinnedTrustManager.java', text }],
      steps: [
        ...trustManagerSteps,
        'Java 9 or newer is needed. It can be used with java.net.http.HttpClient too: HttpClient.newBuilder().sslContext(PinnedTrustManager.context()).',
      ],
      losses,
    };
  },
};
