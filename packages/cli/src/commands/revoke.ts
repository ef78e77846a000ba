import { decodeBase64, encodeBase64Url, parsePin } from '@livepin/core';
import { defineCommand } from '../command.ts';
import { type Published, publicationBody, publicationOptions, resultOfPublication } from '../publication.ts';
import { ask, serviceOptions } from '../service.ts';
import { flag, neededText } from '../sketch.ts';

export const revoke = defineCommand({
  name: 'revoke',
  summary: 'have apps refuse a key from now on',
  details: `Publishes at once: the pin is taken out of every pin set and listed as revoked, and apps refuse every path that
holds it from their next refresh. Deploy another key on the server first.`,
  arguments: {
    app: neededText('<app>', 'the app'),
    pin: neededText('<pin>', 'the pin of the key; livepin pin prints it'),
  },
  options: {
    isUndone: flag('--undo', 'take the revocation back; wants --allow LP_PUBLISH_UNREVOKED'),
    ...publicationOptions,
    ...serviceOptions,
  },
  examples: [
    'livepin revoke com.example.bank 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= --note "key of api-3 was stolen"',
    'livepin revoke com.example.bank 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= --undo --allow LP_PUBLISH_UNREVOKED',
  ],
  negative: 'the service refused; its findings say why.',
  async run({ app, pin, isUndone, allow, note, ...service }) {
    const base = `/v1/admin/apps/${encodeURIComponent(app)}/revoked`;
    const words = publicationBody({ allow, note });
    const bytes = decodeBase64(parsePin(pin, 'The pin'))!;
    return resultOfPublication(
      app,
      isUndone
        ? await ask<Published>(service, 'DELETE', `${base}/${encodeBase64Url(bytes)}`, words)
        : await ask<Published>(service, 'POST', base, { pin, ...words }),
    );
  },
});
