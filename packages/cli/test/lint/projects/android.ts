import { inHalfAYear, type Project, pins } from '../project.ts';

/** Two flavours: the manifest of one names a config of its own, which was forgotten; debug may do what it wants. */
export const android: Project = {
  name: 'an Android app with flavours',
  files: {
    'settings.gradle.kts': 'include(":app")\n',
    'gradle/libs.versions.toml':
      '[versions]\nokhttp = "4.2.2"\n\n[libraries]\nokhttp = { module = "com.squareup.okhttp3:okhttp", version.ref = "okhttp" }\n',
    'app/build.gradle.kts': `android {
    defaultConfig {
        minSdk = 21
        targetSdk = 36
    }
    flavorDimensions += "shop"
    productFlavors {
        create("free") { dimension = "shop" }
        create("paid") { dimension = "shop" }
    }
}
`,
    'app/src/main/AndroidManifest.xml': `<?xml version="1.0" encoding="utf-8"?>
<manifest xmlns:android="http://schemas.android.com/apk/res/android">
    <application
        android:label="Shop"
        android:networkSecurityConfig="@xml/network_security_config" />
</manifest>
`,
    'app/src/main/res/xml/network_security_config.xml': `<?xml version="1.0" encoding="utf-8"?>
<network-security-config>
    <!-- The shop. -->
    <domain-config>
        <domain includeSubdomains="true">shop.example.com</domain>
        <pin-set expiration="${inHalfAYear}">
            <pin digest="SHA-256">${pins.a}</pin>
            <pin digest="SHA-256">${pins.b}</pin>
        </pin-set>
    </domain-config>
    <domain-config>
        <domain>img.shop.example.com</domain>
    </domain-config>
</network-security-config>
`,
    'app/src/paid/res/xml/network_security_config.xml': `<?xml version="1.0" encoding="utf-8"?>
<network-security-config>
    <base-config>
        <trust-anchors>
            <certificates src="system" />
            <certificates src="user" />
        </trust-anchors>
    </base-config>
    <domain-config>
        <domain includeSubdomains="true">shop.example.com</domain>
        <pin-set expiration="2025-06-01">
            <pin digest="SHA-256">${pins.a}</pin>
        </pin-set>
    </domain-config>
</network-security-config>
`,
    'app/src/debug/res/xml/network_security_config.xml': `<?xml version="1.0" encoding="utf-8"?>
<network-security-config>
    <debug-overrides>
        <trust-anchors>
            <certificates src="user" />
        </trust-anchors>
    </debug-overrides>
</network-security-config>
`,
    'app/src/main/java/com/example/shop/Net.kt': `package com.example.shop

import okhttp3.CertificatePinner
import okhttp3.OkHttpClient

val pinner = CertificatePinner.Builder()
    .add("**.shop.example.com", "sha256/${pins.a}", "sha256/${pins.b}")
    .add("*.pay.example.com", "sha256/${pins.b}", "sha256/${pins.c}")
    .build()

val client = OkHttpClient.Builder().certificatePinner(pinner).build()
`,
    'app/src/main/java/com/example/shop/Legacy.java': `package com.example.shop;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

final class Legacy implements X509TrustManager {
    @Override public void checkClientTrusted(X509Certificate[] chain, String authType) { }
    @Override public void checkServerTrusted(X509Certificate[] chain, String authType) { }
    @Override public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
}
`,
    'app/build/intermediates/merged/network_security_config.xml':
      '<network-security-config><pins/></network-security-config>',
  },
  faults: [
    'app/build.gradle.kts:3 warning min-sdk-below-24',
    'app/src/debug/res/xml/network_security_config.xml:1 info build-variant-drift',
    'app/src/debug/res/xml/network_security_config.xml:3 info debug-overrides-present',
    'app/src/main/java/com/example/shop/Legacy.java:8 error trust-all',
    'app/src/main/java/com/example/shop/Net.kt:7 info expiry-lost',
    'app/src/main/java/com/example/shop/Net.kt:8 warning okhttp-single-star',
    'app/src/main/res/xml/network_security_config.xml:12 error host-shadowed',
    'app/src/paid/res/xml/network_security_config.xml:6 error user-ca-trusted',
    'app/src/paid/res/xml/network_security_config.xml:10 warning build-variant-drift',
    'app/src/paid/res/xml/network_security_config.xml:11 error pin-set-expired',
    'app/src/paid/res/xml/network_security_config.xml:12 error no-backup-pin',
    'gradle/libs.versions.toml:2 error library-too-old',
  ],
};
