// 10.0.2.2 and 10.0.3.2 are the developer's machine as the emulators of Android see it.
const loopback = /^(?:(?:.*\.)?localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|10\.0\.[23]\.2)\.?$/i;

/** Whether a host is the device itself, or its developer's machine. */
export function isLoopback(host: string): boolean {
  return loopback.test(host);
}
