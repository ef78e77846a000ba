import { type CodeMatch, codeIn, matchesIn } from '../code.ts';
import { pinsAny } from '../coverage.ts';
import { a, ats, atsDomain, b } from '../example-pieces.ts';
import { type Family, isOf } from '../forms.ts';
import { found } from '../places.ts';
import type { Project, Rule } from '../rule.ts';

const apple =
  /(?:WKWebView|SFSafariViewController|ASWebAuthenticationSession) \(|\[ (?:WKWebView|SFSafariViewController|ASWebAuthenticationSession) alloc/;
const android = /WebView \(|import android \. webkit \. WebView/;
const flutter = /WebViewController \(|InAppWebView \(|WebViewWidget \(/;
const reactNative = /"react-native-webview"/;

export const webViewUncovered: Rule = {
  id: 'web-view-uncovered',
  title: 'A web view that no pin reaches',
  severity: 'info',
  scope: 'project',
  forms: ['ats', 'trustkit', 'okhttp', 'flutter', 'rn-public-key', 'rn-ssl-manager'],
  meaning:
    'Web views make connections of their own, which these pins do not reach: what is shown and typed there is protected by the CAs of the device alone.',
  repair:
    'On Android, pin in a Network Security Config, which holds for web views. On iOS nothing does: keep what matters out of them.',
  standards: ['MASVS-NETWORK-2'],
  bad: {
    files: {
      'ios/App/Info.plist': ats(atsDomain('api.example.com', [a, b])),
      'ios/App/HelpView.swift': `import WebKit

let help = WKWebView(frame: .zero)
`,
    },
    at: ['WKWebView'],
  },
  good: {
    files: {
      'ios/App/Info.plist': ats(atsDomain('api.example.com', [a, b])),
      'ios/App/HelpView.swift': `import SwiftUI

// No WKWebView(frame: .zero): it would not be pinned.
let help = Text("Help")
`,
    },
  },
  check(project) {
    const onApple = isPinned(project, 'ats', 'trustkit', 'rn-public-key', 'rn-ssl-manager');
    // react-native-ssl-manager makes a Network Security Config, which holds for web views.
    const onAndroid =
      isPinned(project, 'okhttp', 'ktor', 'rn-public-key') && !isPinned(project, 'nsc', 'rn-ssl-manager');
    const firsts: (CodeMatch | undefined)[] = [
      ...(onApple ? codeIn(project, 'swift', 'objective-c').map((code) => matchesIn(code, apple)[0]) : []),
      ...(onAndroid ? codeIn(project, 'kotlin', 'java').map((code) => matchesIn(code, android)[0]) : []),
      ...(onApple || onAndroid ? codeIn(project, 'dart').map((code) => matchesIn(code, flutter)[0]) : []),
      ...(onApple || onAndroid ? codeIn(project, 'javascript').map((code) => matchesIn(code, reactNative)[0]) : []),
    ];
    return firsts
      .filter((match) => match !== undefined)
      .map(({ code, span }) => found(code, span, 'The pins of this app do not reach what this web view loads.'));
  },
};

function isPinned({ files }: Project, ...families: readonly Family[]): boolean {
  return files.some(({ configs }) => configs.some((config) => isOf(config, ...families) && pinsAny(config)));
}
