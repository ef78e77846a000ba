export { webCrypto } from '@livepin/core/web';
export * from './client.ts';
