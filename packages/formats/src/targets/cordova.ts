import type { Target } from '../target.ts';
import { androidNsc } from './android-nsc.ts';
import { ats } from './ats.ts';

const config = `<!-- Into config.xml, beside what stands there. -->
<platform name="android">
  <resource-file src="network_security_config.xml" target="app/src/main/res/xml/network_security_config.xml" />
  <edit-config file="app/src/main/AndroidManifest.xml" mode="merge" target="/manifest/application"
      xmlns:android="http://schemas.android.com/apk/res/android">
    <application android:networkSecurityConfig="@xml/network_security_config" />
  </edit-config>
</platform>
`;

/**
 * Documentation: Cordova, "config.xml" (resource-file, edit-config, config-file); cordova-plugin-advanced-http,
 * `setServerTrustMode`. Its mode "pinned" compares certificates in www/certificates; the pins of the platforms are of keys.
 */
export const cordova: Target = {
  id: 'cordova',
  title: 'Cordova, by the pins of the platforms',
  generate(plan) {
    const android = androidNsc.generate(plan);
    const apple = ats.generate(plan);
    return {
      files: [
        ...android.files.map(({ text }) => ({ path: 'network_security_config.xml', text })),
        ...apple.files.map(({ text }) => ({ path: 'NSPinnedDomains.plist', text })),
        { path: 'config.pins.xml', text: config },
      ],
      steps: [
        'Take what stands in config.pins.xml over into config.xml.',
        'Put the NSPinnedDomains of NSPinnedDomains.plist into config.xml too: below <platform name="ios">, in <config-file parent="NSAppTransportSecurity" target="*-Info.plist">.',
        "Leave cordova-plugin-advanced-http in its server trust mode 'default', which verifies as the platform does.",
        ...android.steps.slice(1),
        ...apple.steps.slice(1),
      ],
      losses: [
        {
          rule: 'whole-certificate-pin',
          sentence:
            "The mode 'pinned' of cordova-plugin-advanced-http compares certificates, which every renewal changes; the pins of the platforms are written instead.",
        },
        {
          rule: 'web-view-uncovered',
          sentence: 'The web view on iOS (WKWebView) asks no pins: what goes through a plugin of native code does.',
        },
        ...android.losses.map(({ rule, sentence }) => ({ rule, sentence: `Android: ${sentence}` })),
        ...apple.losses.map(({ rule, sentence }) => ({ rule, sentence: `iOS: ${sentence}` })),
      ],
    };
  },
};
