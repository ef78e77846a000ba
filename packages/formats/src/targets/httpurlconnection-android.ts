import type { Target } from '../target.ts';
import { javaTrustManager, trustManagerSteps } from '../write/java-trust-manager.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';

const method = `  private List<X509Certificate> pathOf(X509Certificate[] chain, String authType, String host) throws CertificateException {
    return new ArrayList<>(new X509TrustManagerExtensions(platform).checkServerTrusted(chain, authType, host));
  }

  private static String base64(byte[] bytes) {
    return Base64.encodeToString(bytes, Base64.NO_WRAP);
  }
`;

/** Documentation: Android, `android.net.http.X509TrustManagerExtensions`, which answers with the path that was verified. */
export const httpUrlConnectionAndroid: Target = {
  id: 'httpurlconnection-android',
  title: 'HttpsURLConnection with a trust manager, Android',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, { name: 'This trust manager', compares: 'path', excludes: true });
    const imports = ['android.net.http.X509TrustManagerExtensions', 'android.util.Base64'];
    const text = javaTrustManager(plan, hosts, { imports, method });
    return {
      files: [{ path: 'app/src/main/java/PinnedTrustManager.java', text }],
      steps: [
        ...trustManagerSteps,
        'Android 7 (API 24) or newer is needed. A Network Security Config does the same without code, and for WebView too (livepin generate android-nsc): prefer it.',
      ],
      losses,
    };
  },
};
