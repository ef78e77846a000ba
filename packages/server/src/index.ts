export type { RootMode } from './service/first-start.ts';
export type { Service, ServiceOptions } from './service/start-service.ts';
export { startService } from './service/start-service.ts';
