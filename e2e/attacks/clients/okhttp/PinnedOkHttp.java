import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.CertificatePinner;
import okhttp3.ConnectionPool;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Pinning by OkHttp's CertificatePinner on a JDK. How it is talked to: line-protocol.ts. */
public class PinnedOkHttp {
  private static final OkHttpClient common = new OkHttpClient.Builder()
      .dns(host -> List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})))
      .callTimeout(8, TimeUnit.SECONDS)
      .build();

  public static void main(String[] arguments) throws Exception {
    System.out.println("OkHttp " + OkHttp.VERSION + ", Java " + Runtime.version().feature());
    ExecutorService threads = Executors.newCachedThreadPool();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] question = line.split("\t");
      threads.execute(() -> answer(question));
    }
    threads.shutdown();
  }

  private static void answer(String[] question) {
    try {
      request(question[1], question[2], question[3], question[4].split(","));
      say(question[0] + "\taccept\t");
    } catch (Throwable error) {
      say(question[0] + "\trefuse\t" + String.valueOf(error).replaceAll("\\s+", " "));
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
  }

  private static void request(String host, String port, String caFile, String[] pins) throws Exception {
    X509TrustManager trustManager = trusting(caFile);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trustManager}, null);
    CertificatePinner.Builder pinner = new CertificatePinner.Builder();
    for (String pin : pins) pinner.add(host, "sha256/" + pin);
    OkHttpClient client = common.newBuilder()
        .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
        .sslSocketFactory(context.getSocketFactory(), trustManager)
        .certificatePinner(pinner.build())
        .build();
    Request request = new Request.Builder().url("https://" + host + ":" + port + "/").build();
    try (Response response = client.newCall(request).execute()) {
      response.body().string();
    }
  }

  private static X509TrustManager trusting(String caFile) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (FileInputStream file = new FileInputStream(caFile)) {
      int index = 0;
      for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        store.setCertificateEntry("ca" + index++, certificate);
      }
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }
}
