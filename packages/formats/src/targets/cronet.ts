import { isAddress } from '@livepin/core';
import type { PlannedHost } from '../plan.ts';
import type { Target } from '../target.ts';
import { addressLosses } from '../write/address-losses.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';
import { headerComment, quoted } from '../write/text.ts';

// The date is a parameter that must be given: the end of the year 9999 stands for none.
const endOfTime = 253_402_300_799;

/** Documentation: `org.chromium.net.CronetEngine.Builder`. Of the hosts that match, Cronet takes the most specific. */
export const cronet: Target = {
  id: 'cronet',
  title: 'Cronet, Java',
  generate(plan) {
    const isNamed = ({ host }: PlannedHost) => !isAddress(host);
    const form = { name: 'Cronet', compares: 'path', excludes: false } as const;
    const { hosts, losses } = pinnedHosts({ ...plan, hosts: plan.hosts.filter(isNamed) }, form);
    const calls = hosts.map(
      ({ host, subdomains, pins }) =>
        `        .addPublicKeyPins("${host}", keys(${quoted(pins)}), ${subdomains}, until)\n`,
    );
    const text = `${headerComment(plan, '//')}
import android.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import org.chromium.net.CronetEngine;

public final class PinnedCronet {
  private PinnedCronet() {}

  /** For new CronetEngine.Builder(context), before build(). */
  public static CronetEngine.Builder pin(CronetEngine.Builder builder) {
    Date until = new Date(${(plan.expires ?? endOfTime) * 1000}L);
    return builder
${calls.join('')}        // Otherwise a CA that the user was talked into installing would be free of the pins.
        .enablePublicKeyPinningBypassForLocalTrustAnchors(false);
  }

  private static Set<byte[]> keys(String... pins) {
    Set<byte[]> keys = new HashSet<>();
    for (String pin : pins) keys.add(Base64.decode(pin, Base64.DEFAULT));
    return keys;
  }
}
`;
    return {
      files: [{ path: 'app/src/main/java/PinnedCronet.java', text }],
      steps: [
        'Build the engine with PinnedCronet.pin(new CronetEngine.Builder(context)).build().',
        'Pins hold in the native engine (Google Play services or embedded) only: do not let the app fall back to the one in plain Java.',
      ],
      losses: [...losses, ...addressLosses(plan, 'Cronet')],
    };
  },
};
