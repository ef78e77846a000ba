import { flag, type Sketch, text, texts, wholeNumber } from '../sketch.ts';

/** What both commands take to whose lab apps come by themselves. */
export const deviceOptions = {
  allow: texts('--allow <network>', 'who may use the lab: an address, or 192.168.1.0/24 (private networks)'),
  name: text('--name <words>', 'what is tested, for the head of the report'),
  seconds: wholeNumber('--for <seconds>', 'end after this time; otherwise q or Ctrl-C does', [1, 86_400]),
  untilDone: flag('--until-done', 'end when every host that was seen has been through all scenarios'),
  jsonLines: flag('--json-lines', 'print what happens, and at last the report, as one JSON value on a line each'),
} satisfies Readonly<Record<string, Sketch<unknown>>>;

/** What was given of them. */
export type DeviceValues = {
  readonly [K in keyof typeof deviceOptions]: (typeof deviceOptions)[K] extends Sketch<infer T> ? T : never;
};
