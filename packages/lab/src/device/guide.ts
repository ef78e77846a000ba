/** How a device is brought behind the lab: for the terminal and for the page. */
export interface Guide {
  readonly title: string;
  readonly steps: readonly GuideStep[];
}

export interface GuideStep {
  readonly says: string;
  /** To be typed on the machine of the lab. */
  readonly commands: readonly string[];
}

export interface GuideFacts {
  /** `http://192.168.1.5:8899`, under which the device finds the lab; null where only this machine does. */
  readonly deviceUrl: string | null;
  /** `http://127.0.0.1:8899` */
  readonly localUrl: string;
  /** How the root is called in the lists of a device. */
  readonly rootName: string;
  /** `9a5ba575`, the name of the root in Android's store without its ".0". */
  readonly rootHash: string;
  /** Of adb; null where none was given. */
  readonly serial: string | null;
}

export const labName = 'livepin.lab';

/** @see https://developer.android.com/privacy-and-security/security-config, https://support.apple.com/102390 */
export function guidesOf(facts: GuideFacts): readonly Guide[] {
  return [androidProxy(facts), androidUserCa(facts), androidSystemCa(facts), iosGuide(facts), lastGuide(facts)];
}

function adbOf({ serial }: GuideFacts): string {
  return serial === null ? 'adb' : `adb -s ${serial}`;
}

function androidProxy(facts: GuideFacts): Guide {
  const adb = adbOf(facts);
  const port = new URL(facts.localUrl).port;
  return {
    title: 'Android: the proxy',
    steps: [
      ...(facts.serial === null
        ? byHand(adb, port)
        : [{ says: 'It is set, and will be put back as it was.', commands: [] }]),
      ...wifiProxy(
        facts,
        'Or by hand: Settings, Network & internet, the Wi-Fi, Edit, Advanced options, Proxy: Manual.',
      ),
    ],
  };
}

function byHand(adb: string, port: string): GuideStep[] {
  const put = (proxy: string) => `${adb} shell settings put global http_proxy ${proxy}`;
  return [
    {
      says: 'livepin lab proxy --adb SERIAL does it, and puts everything back. By hand, an emulator:',
      commands: [put(`10.0.2.2:${port}`)],
    },
    { says: 'A phone on USB:', commands: [`${adb} reverse tcp:${port} tcp:${port}`, put(`127.0.0.1:${port}`)] },
    {
      says: 'Afterwards; the first line has Android let go of the proxy at once:',
      commands: [put(':0'), `${adb} shell settings delete global http_proxy`, `${adb} reverse --remove tcp:${port}`],
    },
  ];
}

function wifiProxy({ deviceUrl }: GuideFacts, where: string): GuideStep[] {
  if (deviceUrl === null) return [];
  const { hostname, port } = new URL(deviceUrl);
  return [{ says: `${where} Host ${hostname}, port ${port}.`, commands: [] }];
}

function androidUserCa(facts: GuideFacts): Guide {
  const adb = adbOf(facts);
  return {
    title: 'Android: the CA, as one of the user',
    steps: [
      {
        says: 'Apps for Android 7 and later (API 24) do not trust it unless their network security config says so: good for a build with <certificates src="user"/>, in <debug-overrides> for instance. Of other apps it proves nothing.',
        commands: [
          `curl -s -o livepin-lab.crt ${facts.localUrl}/livepin-lab.crt`,
          `${adb} push livepin-lab.crt /sdcard/Download/`,
          `${adb} shell am start -a android.settings.SECURITY_SETTINGS`,
        ],
      },
      {
        says: 'On the device: Settings, Security, Encryption & credentials, Install a certificate, CA certificate, livepin-lab.crt.',
        commands: [],
      },
      {
        says: `Afterwards: Trusted credentials, User, "${facts.rootName}", Remove.`,
        commands: [],
      },
    ],
  };
}

function androidSystemCa(facts: GuideFacts): Guide {
  const adb = adbOf(facts);
  return {
    title: 'Android: the CA, as one of the system (emulator, rooted phone)',
    steps: [
      {
        says: 'What apps trust as they trust public CAs: the right test. Emulators of "Google APIs" images have root, those of "Google Play" images have not. Holds until the device restarts; all versions from 7, with the conscrypt module of 14 and later.',
        commands: [`${adb} root`, `curl -s ${facts.localUrl}/android-system-ca.sh | ${adb} shell`],
      },
      {
        says: 'A phone that is rooted with Magisk:',
        commands: [`curl -s ${facts.localUrl}/android-system-ca.sh | ${adb} shell su -mm -c sh`],
      },
      {
        says: 'Up to Android 9 it can be kept, on an emulator that was started with -writable-system:',
        commands: [
          `curl -s -o ${facts.rootHash}.0 ${facts.localUrl}/${facts.rootHash}.0`,
          `${adb} root`,
          `${adb} remount`,
          `${adb} push ${facts.rootHash}.0 /system/etc/security/cacerts/`,
          `${adb} shell chmod 644 /system/etc/security/cacerts/${facts.rootHash}.0`,
        ],
      },
      {
        says: 'Afterwards: restart the device, or',
        commands: [`curl -s ${facts.localUrl}/android-system-ca-remove.sh | ${adb} shell`],
      },
    ],
  };
}

function iosGuide(facts: GuideFacts): Guide {
  const { deviceUrl } = facts;
  return {
    title: 'iPhone and iPad',
    steps: [
      {
        says:
          deviceUrl === null
            ? 'Start the lab with --listen and an address of this machine in the Wi-Fi of the device.'
            : `In Safari: open ${deviceUrl}/ and download the profile.`,
        commands: [],
      },
      { says: 'Settings, Profile Downloaded, Install.', commands: [] },
      {
        says: `Settings, General, About, Certificate Trust Settings: switch on "${facts.rootName}". From then on all apps trust it as they trust public CAs.`,
        commands: [],
      },
      ...wifiProxy(facts, 'Settings, Wi-Fi, the (i) beside the network, Configure Proxy, Manual.'),
      {
        says: 'Afterwards: Configure Proxy, Off; General, VPN & Device Management, Remove Profile. The profile removes itself after a day.',
        commands: [],
      },
    ],
  };
}

function lastGuide(facts: GuideFacts): Guide {
  return {
    title: 'Then',
    steps: [
      {
        says: `On the device, open http://${labName}/ and follow "Check": green means that the device trusts the lab's CA.`,
        commands: [],
      },
      {
        says: `Use the app, all of it. ${facts.deviceUrl === null ? '' : 'Others in the network can use the lab too while it runs.'}`.trim(),
        commands: [],
      },
    ],
  };
}
