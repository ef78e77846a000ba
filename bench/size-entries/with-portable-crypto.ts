export { portableCrypto } from '@livepin/core/portable';
export * from './client.ts';
