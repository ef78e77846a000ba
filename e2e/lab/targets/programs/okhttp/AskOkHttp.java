import java.util.concurrent.TimeUnit;
import okhttp3.CertificatePinner;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Asks once, with the JDK's trust store and proxy; ends with 1 where it is refused. */
public class AskOkHttp {
  public static void main(String[] arguments) {
    String how = arguments[0];
    HttpUrl url = HttpUrl.get(arguments[1]);
    String canary = arguments[2];
    OkHttpClient.Builder builder = new OkHttpClient.Builder().callTimeout(30, TimeUnit.SECONDS);
    if (!how.equals("plain")) {
      builder.certificatePinner(new CertificatePinner.Builder().add(url.host(), "sha256/" + arguments[3]).build());
    }
    if (how.equals("stays")) builder.followSslRedirects(false);
    Request request = new Request.Builder()
        .url(url)
        .header("Authorization", "Bearer " + canary)
        .post(new FormBody.Builder().add("canary", canary).build())
        .build();
    try (Response response = builder.build().newCall(request).execute()) {
      response.body().bytes();
      if (response.code() >= 400) throw new IllegalStateException("status " + response.code());
    } catch (Exception error) {
      System.err.println("OkHttp " + OkHttp.VERSION + ": " + error);
      System.exit(1);
    }
    System.exit(0); // OkHttp's threads would keep the process for a minute
  }
}
