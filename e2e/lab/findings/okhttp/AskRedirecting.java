import okhttp3.CertificatePinner;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Asks a pinned host once; ends with 1 where it is refused. */
public class AskRedirecting {
  public static void main(String[] arguments) {
    HttpUrl url = HttpUrl.get(arguments[1]);
    CertificatePinner pinner = new CertificatePinner.Builder().add(url.host(), "sha256/" + arguments[2]).build();
    OkHttpClient.Builder builder = new OkHttpClient.Builder().certificatePinner(pinner);
    if (arguments[0].equals("stays")) builder.followSslRedirects(false);
    Request request = new Request.Builder()
        .url(url)
        .header("Authorization", "Bearer canary-authorization")
        .header("Cookie", "session=canary-cookie")
        .header("X-Api-Key", "canary-key")
        .build();
    try (Response response = builder.build().newCall(request).execute()) {
      response.body().bytes();
    } catch (Exception error) {
      System.err.println(error);
      System.exit(1);
    }
    System.exit(0); // OkHttp's threads would keep the process for a minute
  }
}
