import type { Target } from '../target.ts';
import { androidNsc } from './android-nsc.ts';
import { ats } from './ats.ts';

const uncovered =
  'The web view on iOS (WKWebView) asks no pins: only what goes through CapacitorHttp does, which takes fetch and XMLHttpRequest over.';

/**
 * Documentation: Capacitor, "CapacitorHttp". The pins of the platforms are written: the plugins for Capacitor that pin by
 * themselves want whole certificates in the app.
 */
export const capacitor: Target = {
  id: 'capacitor',
  title: 'Capacitor, by the pins of the platforms',
  generate(plan) {
    const android = androidNsc.generate(plan);
    const apple = ats.generate(plan);
    const config = `// Into capacitor.config.ts: requests leave the web view, and go through the pinned connections of the platform.
import type { CapacitorConfig } from '@capacitor/cli';

const config: Partial<CapacitorConfig> = {
  plugins: { CapacitorHttp: { enabled: true } },
};

export default config;
`;
    return {
      files: [
        ...android.files.map(({ path, text }) => ({ path: `android/${path}`, text })),
        ...apple.files.map(({ path, text }) => ({ path: `ios/App/App/${path}`, text })),
        { path: 'capacitor.config.pins.ts', text: config },
      ],
      steps: [
        'Take the plugins of capacitor.config.pins.ts over into your capacitor.config.ts, then run npx cap sync.',
        ...android.steps,
        ...apple.steps,
      ],
      losses: [
        { rule: 'web-view-uncovered', sentence: uncovered },
        ...android.losses.map(({ rule, sentence }) => ({ rule, sentence: `Android: ${sentence}` })),
        ...apple.losses.map(({ rule, sentence }) => ({ rule, sentence: `iOS: ${sentence}` })),
      ],
    };
  },
};
