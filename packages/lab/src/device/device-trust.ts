import type { Trust } from '../verdict/trust-proof.ts';
import { labName } from './guide.ts';

/** Where the lab's root was installed on the device. */
export const stores = ['user', 'system'] as const;
/** `system`: Android's system store, or an iPhone with full trust: what apps trust as they trust public CAs. */
export type Store = (typeof stores)[number];

/**
 * Whether the apps of a device would take the lab's certificates for good, were it not for pins. A check page that was opened
 * shows it for a browser; what a browser trusts, apps trust where it is the system's, and on Android not where it is the user's.
 */
export function trustOnDevice(store: Store, wasChecked: boolean): Trust {
  if (store === 'user') {
    return {
      isShown: false,
      because:
        "The lab's CA was said to be one of the user, which apps for Android trust only where their build says so.",
      remedy:
        "Install it in the system's store (an emulator, a rooted phone; on an iPhone with full trust) and say --store system.",
    };
  }
  if (!wasChecked) {
    return {
      isShown: false,
      because: "Nothing shows that the device trusts the lab's CA.",
      remedy: `Open http://${labName}/ on the device while the lab runs, and follow "Check".`,
    };
  }
  return {
    isShown: true,
    because: "The device took a certificate of the lab's CA, which was said to be in the store of its system.",
  };
}
