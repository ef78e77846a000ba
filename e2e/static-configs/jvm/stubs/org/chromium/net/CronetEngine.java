package org.chromium.net;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** Stands in for Cronet's, after its documentation (its library is not on Maven Central): keeps what it is told. */
public abstract class CronetEngine {
  public static class Builder {
    public final List<String> calls = new ArrayList<>();

    public Builder addPublicKeyPins(String host, Set<byte[]> pins, boolean includeSubdomains, Date until) {
      List<String> keys = new ArrayList<>();
      for (byte[] pin : pins) {
        if (pin.length != 32) throw new IllegalArgumentException("A pin is 32 bytes.");
        keys.add(Base64.getEncoder().encodeToString(pin));
      }
      keys.sort(null);
      calls.add(host + " " + String.join(",", keys) + " " + includeSubdomains + " " + until.getTime());
      return this;
    }

    public Builder enablePublicKeyPinningBypassForLocalTrustAnchors(boolean value) {
      calls.add("bypass " + value);
      return this;
    }
  }
}
