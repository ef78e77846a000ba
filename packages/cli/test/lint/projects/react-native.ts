import { type Project, pins } from '../project.ts';

export const reactNative: Project = {
  name: 'a React Native app with two libraries',
  files: {
    'package.json': `{
  "name": "shop",
  "dependencies": {
    "react-native": "0.64.4",
    "react-native-ssl-public-key-pinning": "1.2.6",
    "react-native-webview": "13.0.0"
  }
}
`,
    'src/network.ts': `import { initializeSslPinning } from 'react-native-ssl-public-key-pinning';

export async function pin(): Promise<void> {
  await initializeSslPinning({
    'api.example.com': {
      includeSubdomains: true,
      publicKeyHashes: ['sha256/${pins.a}', '${pins.b}'],
    },
    'one.example.com': {
      publicKeyHashes: ['${pins.c}'],
    },
  });
}
`,
    'src/agent.js': `const https = require('node:https');

// rejectUnauthorized: false is for tests
module.exports = new https.Agent({ rejectUnauthorized: false });
`,
    'ssl_config.json': `{
  "sha256Keys": {
    "api.example.com": ["sha256/${pins.a}", "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
  }
}
`,
    'tsconfig.json': '{ "compilerOptions": { "paths": { "*": ["types/*"] } } }\n',
    'node_modules/some-library/index.js': 'module.exports = { rejectUnauthorized: false };\n',
  },
  faults: [
    'package.json:4 error library-too-old',
    'src/agent.js:4 error trust-all',
    'src/network.ts:7 error pin-wrong-prefix',
    'src/network.ts:9 error trustkit-too-few-pins',
    'src/network.ts:10 error no-backup-pin',
    'ssl_config.json:3 error platform-drift',
    'ssl_config.json:3 error no-backup-pin',
    'ssl_config.json:3 error placeholder-pin',
  ],
};
