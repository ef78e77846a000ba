import { decodeBase64, encodeBase64Url } from '@livepin/core';
import { adminAccess, adminOptions, judged } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { parseGivenPin } from '../pin-list.ts';
import { publicationBody, publicationOptions, resultOfPublication } from '../publication.ts';
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
    ...adminOptions,
  },
  examples: [
    'livepin revoke com.example.bank 2Pwv68JW8L5tlvykMLh26Wvm8Wb0MDMDi7iVEdMACXM= --note "key of api-3 was stolen"',
    'livepin revoke com.example.bank 2Pwv68JW8L5tlvykMLh26Wvm8Wb0MDMDi7iVEdMACXM= --undo --allow LP_PUBLISH_UNREVOKED',
  ],
  negative: 'the service refused; its findings say why.',
  async run({ app, pin: text, isUndone, allow, note, above, ...options }) {
    const words = publicationBody({ allow, note, above });
    const pin = parseGivenPin(text, 'The pin');
    const bytes = decodeBase64(pin)!;
    const admin = await adminAccess(options);
    return resultOfPublication(
      app,
      await judged(
        isUndone
          ? admin.unrevoke({ app, pin: encodeBase64Url(bytes), body: words })
          : admin.revoke({ app, body: { pin, ...words } }),
      ),
    );
  },
});
