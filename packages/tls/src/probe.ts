// The door for who asks servers: no app carries it.
export type { Endpoint } from './probe/endpoint.ts';
export { formatEndpoint, parseEndpoint } from './probe/endpoint.ts';
export type { Probed } from './probe/look.ts';
export type { Reason } from './probe/obstacle.ts';
export type { ProbeOptions, Unreachable } from './probe/probe.ts';
export { probe } from './probe/probe.ts';
export type { Failure, ManyOptions, Survey, SurveyOptions } from './probe/probe-many.ts';
export { probeMany } from './probe/probe-many.ts';
export type { ProxyServer } from './probe/proxy/proxy.ts';
export { parseProxy } from './probe/proxy/proxy.ts';
export { proxyFromEnvironment } from './probe/proxy/proxy-from-environment.ts';
export type { ServedCertificate } from './probe/served-certificate.ts';
export { describeServed } from './probe/served-certificate.ts';
export type { StartTls } from './probe/starttls/protocols.ts';
export { startTlsPorts } from './probe/starttls/protocols.ts';
export type { Target } from './probe/target.ts';
export { formatTarget, parseTarget } from './probe/target.ts';
