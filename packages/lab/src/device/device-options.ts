import type { Endpoint } from '../endpoint.ts';
import type { LabOptions } from '../run/lab-options.ts';
import type { Finished, HostStatus } from './device-runs.ts';
import type { Store } from './device-trust.ts';

/** What a tester can ask of a lab to which apps come by themselves. */
export interface DeviceLabOptions
  extends Pick<
    LabOptions,
    | 'scenarios'
    | 'tries'
    | 'ca'
    | 'resolve'
    | 'expected'
    | 'channels'
    | 'channelDocuments'
    | 'canaries'
    | 'tester'
    | 'reportFolder'
    | 'disclosure'
    | 'livepin'
  > {
  /** `device`: the lab is the proxy of a device. `upstream`: it stands in the place of servers. */
  readonly mode: 'device' | 'upstream';
  /** Port 0: a free one. */
  readonly listen: Endpoint;
  /** Addresses and networks from which the lab may be used; by default private ones. */
  readonly allow?: readonly string[];
  /** In whose place the lab stands, in mode `upstream`. The first is meant by apps that name nobody. */
  readonly hosts?: readonly Endpoint[];
  /** A status that answers every request in place of the genuine servers, which are then those of `tester`. */
  readonly answer?: number;
  /** Hosts that are tested, each with those below it; the others are let through. By default all. */
  readonly only?: readonly string[];
  /** Where the lab's root was installed on the device. By default `user`. */
  readonly store?: Store;
  readonly subject: { readonly name: string; readonly build: readonly string[] };
  /** Of adb, for the steps that are printed. */
  readonly serial?: string;
  readonly onEvent?: (event: DeviceEvent) => void;
}

export type DeviceEvent =
  /** Something is to be shown anew. */
  | { readonly kind: 'hosts'; readonly hosts: readonly HostStatus[] }
  /** A connection of an app has ended. */
  | ({ readonly kind: 'connection' } & Finished)
  /** A device opened a check page. */
  | { readonly kind: 'check'; readonly isProof: boolean };
