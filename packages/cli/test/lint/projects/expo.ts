import { type Project, pins } from '../project.ts';

export const expo: Project = {
  name: 'an Expo app',
  files: {
    'app.json': `{
  "expo": {
    "name": "shop",
    "ios": {
      "infoPlist": {
        "NSAppTransportSecurity": {
          "NSPinnedDomains": {
            "API.example.com": {
              "NSPinnedCAIdentities": [
                { "SPKI-SHA256-BASE64": "${pins.a}" },
                { "SPKI-SHA256-BASE64": "${pins.b.slice(0, 43)}" }
              ]
            }
          }
        }
      }
    }
  }
}
`,
    'App.tsx':
      "import { WebView } from 'react-native-webview';\nexport default () => <WebView source={{ uri: 'https://api.example.com' }} />;\n",
    'package.json': '{ "name": "shop", "dependencies": { "expo": "54.0.0", "react-native-webview": "13.0.0" } }\n',
    'scripts/smoke.sh': `#!/bin/sh
curl --fail --pinnedpubkey 'sha256/${pins.a}' -k https://api.example.com/
`,
  },
  faults: [
    'App.tsx:1 info web-view-uncovered',
    'app.json:8 warning host-uppercase',
    'app.json:11 error pin-unpadded',
    'scripts/smoke.sh:2 error no-backup-pin',
    'scripts/smoke.sh:2 error pin-wrong-prefix',
    'scripts/smoke.sh:2 warning curl-insecure',
  ],
};
