import type { Connection } from '../connection.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Pass } from '../scenario.ts';
import type { Exercise } from '../subject.ts';

/** What happens in a lab, as it happens. Nothing in it is redacted: what is printed of it is the listener's to choose. */
export type LabEvent =
  | {
      readonly kind: 'run-started';
      readonly run: number;
      readonly purpose: 'control' | 'store-control' | 'attack';
      /** Null in control runs. */
      readonly scenario: string | null;
      readonly pass: Pass | null;
      /** From 0. */
      readonly attempt: number;
      /** Runs that have ended, and how many there will be as far as is known: it grows where hosts are attacked one by one. */
      readonly done: number;
      readonly planned: number;
    }
  /** A connection of the app has ended. */
  | { readonly kind: 'connection'; readonly run: number; readonly connection: Connection }
  | {
      readonly kind: 'run-ended';
      readonly run: number;
      readonly scenario: string | null;
      readonly exercise: Exercise;
      readonly done: number;
      readonly planned: number;
    }
  /** The first control run has shown whom the app speaks to. */
  | { readonly kind: 'hosts'; readonly hosts: readonly Endpoint[] }
  /** What else people should know of. */
  | { readonly kind: 'note'; readonly sentence: string };

export type Listener = (event: LabEvent) => void;
