import { LivepinError, normalizeHost } from '@livepin/core';
import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { parsePinList } from '../pin-list.ts';
import { neededText, texts } from '../sketch.ts';

export const hostRemove = defineCommand({
  name: 'remove',
  summary: "take a host out of an app's draft, or some of its pins",
  details: 'Takes effect when the draft is published, which wants an explicit word for a host that is unpinned by it.',
  arguments: {
    app: neededText('<app>', 'the app'),
    host: neededText('<host>', 'the host name or address'),
  },
  options: { pins: texts('--pins <pin,pin>', 'take only these pins out, and leave the host'), ...adminOptions },
  examples: [
    'livepin host remove com.example.bank old.example.com',
    'livepin host remove com.example.bank api.example.com --pins 2Pwv68JW8L5tlvykMLh26Wvm8Wb0MDMDi7iVEdMACXM=',
  ],
  async run({ app, host, pins, ...options }) {
    const name = normalizeHost(host, 'The host');
    const dropped = pins.length === 0 ? null : new Set<string>(parsePinList(pins));
    const admin = await adminAccess(options);
    if (!dropped) {
      await admin.deleteHost({ app, host: name });
      return { json: { app, host: name, removed: true }, lines: () => [`removed ${name} from the draft of ${app}`] };
    }
    const before = (await admin.getDraft({ app })).domains.find((domain) => domain.host === name);
    if (!before) throw new LivepinError('LP_HOST_UNKNOWN', `The draft of ${app} has no host ${name}.`);
    const { host: _host, ...rest } = before;
    const left = before.pins.filter((pin) => !dropped.has(pin));
    await admin.putHost({ app, host: name, body: { ...rest, pins: left } });
    return {
      json: { app, host: name, removed: false, pins: left },
      lines: () => [`${name} has ${left.length === 1 ? '1 pin' : `${left.length} pins`} in the draft of ${app}`],
    };
  },
});
