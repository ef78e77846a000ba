import { a, b, trustKit, trustKitDomain } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

export const trustKitDefaultReport: Rule = {
  id: 'trustkit-default-report',
  title: 'Reports go to the maker of TrustKit',
  severity: 'warning',
  scope: 'file',
  forms: ['trustkit', 'trustkit-android'],
  meaning:
    'Each mismatch is also reported to overmind.datatheorem.com, with the chain, the name of the app and an id of the device: your users did not agree to that.',
  repair: 'Set TSKDisableDefaultReportUri, on Android disableDefaultReportUri="true".',
  standards: [],
  bad: {
    files: {
      'ios/App/Info.plist': trustKit(
        trustKitDomain('api.example.com', [a, b]).replace(
          '    <key>TSKDisableDefaultReportUri</key>\n    <true/>\n',
          '',
        ),
      ),
    },
    at: ['api.example.com'],
  },
  good: { files: { 'ios/App/Info.plist': trustKit(trustKitDomain('api.example.com', [a, b])) } },
};
