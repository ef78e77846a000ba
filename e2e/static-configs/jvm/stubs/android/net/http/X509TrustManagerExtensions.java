package android.net.http;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.X509TrustManager;

/** Stands in for Android's, after its documentation: verifies, and answers with the path that was built, leaf first. */
public class X509TrustManagerExtensions {
  private final X509TrustManager platform;

  public X509TrustManagerExtensions(X509TrustManager platform) {
    this.platform = platform;
  }

  public List<X509Certificate> checkServerTrusted(X509Certificate[] chain, String authType, String host)
      throws CertificateException {
    try {
      Set<TrustAnchor> anchors = new HashSet<>();
      for (X509Certificate issuer : platform.getAcceptedIssuers()) anchors.add(new TrustAnchor(issuer, null));
      X509CertSelector leaf = new X509CertSelector();
      leaf.setCertificate(chain[0]);
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(Arrays.asList(chain))));
      parameters.setRevocationEnabled(false);
      PKIXCertPathBuilderResult built =
          (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
      List<X509Certificate> path = new ArrayList<>();
      for (Certificate certificate : built.getCertPath().getCertificates()) path.add((X509Certificate) certificate);
      path.add(built.getTrustAnchor().getTrustedCert());
      return path;
    } catch (GeneralSecurityException error) {
      throw new CertificateException(error);
    }
  }
}
