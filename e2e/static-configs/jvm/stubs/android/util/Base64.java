package android.util;

/** Stands in for Android's, after its documentation: no Android library can be had here. */
public final class Base64 {
  public static final int DEFAULT = 0;
  public static final int NO_WRAP = 2;

  private Base64() {}

  public static byte[] decode(String text, int flags) {
    return java.util.Base64.getMimeDecoder().decode(text);
  }

  public static String encodeToString(byte[] bytes, int flags) {
    if (flags != NO_WRAP) throw new IllegalArgumentException("Other flags wrap lines.");
    return java.util.Base64.getEncoder().encodeToString(bytes);
  }
}
