import { getDomain } from 'tldts';
import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { found, placesIn } from '../places.ts';
import type { Project, Rule } from '../rule.ts';

// Whose hosts apps of others use: their owners change keys without asking, and say so.
const ofOthers = new Set([
  ...['google.com', 'googleapis.com', 'gstatic.com', 'googleusercontent.com', 'firebaseio.com', 'firebase.com'],
  ...['crashlytics.com', 'app-measurement.com', 'google-analytics.com', 'doubleclick.net', 'youtube.com'],
  ...['apple.com', 'icloud.com', 'mzstatic.com', 'facebook.com', 'facebook.net', 'instagram.com', 'whatsapp.net'],
  ...['microsoft.com', 'live.com', 'azure.com', 'windows.net', 'microsoftonline.com', 'amazonaws.com', 'amazon.com'],
  ...['cloudfront.net', 'cloudflare.com', 'github.com', 'githubusercontent.com', 'gitlab.com', 'stripe.com'],
  ...['paypal.com', 'braintreegateway.com', 'twilio.com', 'segment.io', 'mixpanel.com', 'amplitude.com'],
  ...['appsflyer.com', 'adjust.com', 'branch.io', 'sentry.io', 'onesignal.com', 'mapbox.com', 'auth0.com', 'okta.com'],
]);

export const thirdPartyHost: Rule = {
  id: 'third-party-host',
  title: 'Host of somebody else',
  severity: 'warning',
  scope: 'file',
  forms: 'all',
  meaning: 'The owner of this host changes its keys without asking you, and when he does the app is cut off from it.',
  repair: 'Do not pin it. If it is yours, say so with --own-hosts.',
  standards: ['MASVS-NETWORK-2'],
  bad: {
    files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b]) + domainConfig('fcm.googleapis.com', [a, b])) },
    ownHosts: ['example.com'],
    at: ['fcm.googleapis.com'],
  },
  good: { files: { [nscPath]: nsc(domainConfig('api.example.com', [a, b])) }, ownHosts: ['example.com'] },
  check: (project) =>
    placesIn(project)
      .filter(({ entry }) => entry.pins.length > 0 && entry.host.host !== null)
      .filter(({ entry }) => isOfOthers(entry.host.host ?? '', project))
      .map((place) => {
        const { host } = place.entry;
        return found(
          place,
          host.span,
          `${host.host} is the host of somebody else, who changes its keys without asking.`,
        );
      }),
};

export function isOfOthers(host: string, { ownHosts }: Project): boolean {
  if (/^(?:localhost|[\d.]+|.*:.*)$/.test(host)) return false;
  if (ownHosts.length > 0) return !ownHosts.some((own) => host === own || host.endsWith(`.${own}`));
  return ofOthers.has(getDomain(host) ?? host);
}
