import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import okhttp3.CertificatePinner;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.chromium.net.CronetEngine;

/** Sends requests with the generated configs, each in a package of its own. How it is talked to: driver.ts. */
public class Driver {
  /** @param arguments the CA certificates that are trusted, and where a key store of them may be written */
  public static void main(String[] arguments) throws Exception {
    trust(arguments[0], arguments[1]);
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] question = line.split(" ");
      try {
        request(question[0], new URL("https://" + question[1] + ":" + question[2] + "/"));
        System.out.println("accept");
      } catch (Throwable error) {
        String why = "";
        for (Throwable cause = error; cause != null; cause = cause.getCause()) why += " " + cause;
        System.out.println("refuse" + why.replaceAll("\\s+", " "));
      }
    }
  }

  private static void request(String which, URL url) throws Exception {
    switch (which) {
      case "okhttp-java/live" -> okhttp(okhttp_java.live.PinnedKeys.pinner(), url);
      case "okhttp-java/expired" -> okhttp(okhttp_java.expired.PinnedKeys.pinner(), url);
      case "okhttp-kotlin/live" -> okhttp(okhttp_kotlin.live.PinnedKeysKt.pinnedKeys(), url);
      case "okhttp-kotlin/expired" -> okhttp(okhttp_kotlin.expired.PinnedKeysKt.pinnedKeys(), url);
      case "ktor/live" -> KtorRequest.send(ktor.live.PinnedClientKt.pinnedClient(), url.toString());
      case "ktor/expired" -> KtorRequest.send(ktor.expired.PinnedClientKt.pinnedClient(), url.toString());
      case "httpurlconnection/live" -> connection(httpurlconnection.live.PinnedTrustManager.context(), url);
      case "httpurlconnection/expired" -> connection(httpurlconnection.expired.PinnedTrustManager.context(), url);
      case "httpurlconnection-android/live" ->
          connection(httpurlconnection_android.live.PinnedTrustManager.context(), url);
      case "httpurlconnection-android/expired" ->
          connection(httpurlconnection_android.expired.PinnedTrustManager.context(), url);
      case "cronet/live" -> {
        CronetEngine.Builder builder = new CronetEngine.Builder();
        cronet.live.PinnedCronet.pin(builder);
        throw new Exception(String.join(" | ", builder.calls));
      }
      default -> throw new IllegalArgumentException(which);
    }
  }

  private static void okhttp(CertificatePinner pinner, URL url) throws Exception {
    OkHttpClient client = new OkHttpClient.Builder().certificatePinner(pinner).build();
    try (Response response = client.newCall(new Request.Builder().url(url).build()).execute()) {
      response.body().string();
    }
  }

  private static void connection(SSLContext context, URL url) throws Exception {
    HttpsURLConnection connection = (HttpsURLConnection) url.openConnection();
    connection.setSSLSocketFactory(context.getSocketFactory());
    connection.getInputStream().readAllBytes();
  }

  private static void trust(String caFile, String storeFile) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int count = 0;
    try (FileInputStream file = new FileInputStream(caFile)) {
      for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        store.setCertificateEntry("ca" + count++, certificate);
      }
    }
    try (FileOutputStream file = new FileOutputStream(storeFile)) {
      store.store(file, "trusted".toCharArray());
    }
    System.setProperty("javax.net.ssl.trustStore", storeFile);
    System.setProperty("javax.net.ssl.trustStorePassword", "trusted");
  }
}
