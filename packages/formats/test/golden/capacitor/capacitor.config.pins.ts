// Into capacitor.config.ts: requests leave the web view, and go through the pinned connections of the platform.
import type { CapacitorConfig } from '@capacitor/cli';

const config: Partial<CapacitorConfig> = {
  plugins: { CapacitorHttp: { enabled: true } },
};

export default config;
