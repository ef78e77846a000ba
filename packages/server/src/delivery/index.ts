export { limitConnections, serverOptions } from './connection-limits.ts';
export type { Delivery, DeliveryOptions } from './delivery.ts';
export { createDelivery } from './delivery.ts';
export type { PollCount } from './polls.ts';
export type { DeliverableBundle } from './published.ts';
