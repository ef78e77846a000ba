import { join } from 'node:path';
import { caDays, leafDays, parseCertificateNames, publicAmong } from '@livepin/pki/make';
import { defineCommand } from '../command.ts';
import { openDevCa, openDevLeaf } from '../dev-ca-folder.ts';
import { howToTrust } from '../how-to-trust.ts';
import { clock } from '../parse-time.ts';
import { neededTexts, textOr } from '../sketch.ts';
import { columns, dateOf } from '../style.ts';

export const caDev = defineCommand({
  name: 'dev',
  summary: 'make a CA for development, and certificates of hosts by it; a second call goes on with it',
  details: `The first call makes the CA: ca.pem, which devices and programs are made to trust, and the key of an issuing CA below
it (the key of the root itself is thrown away). Every call makes the certificate of the names, NAME.pem with its issuer and
NAME-key.pem (the first name of all), or renews it when less than 16 days are left; the key, and so the pin, stays. The CA is valid for ${caDays} days,
certificates for ${leafDays}, as public ones will be from 2029 on. By name constraints the CA is for nothing but the names of the
first call with those below them, localhost, private addresses and the names that nobody owns (.test, .example, .local,
.internal, .home.arpa). Whoever steals its key can stand in for no other host where a client holds every name to them. Node
without pins and curl do not: they take common names too, and OpenSSL lets pass a wildcard, a single label, or what ends in
a dot. Keys are not encrypted, and of mode 0600.`,
  options: {
    lists: neededTexts('--name <name,name>', 'host names, wildcards and IP addresses of one server'),
    folder: textOr('--dir <folder>', 'the folder of the CA', 'dev-ca'),
  },
  examples: [
    'livepin ca dev --name api.test,localhost,127.0.0.1',
    'livepin ca dev --name "*.shop.internal" --dir shop-ca',
  ],
  async run({ lists, folder }) {
    const now = clock();
    const names = parseCertificateNames(lists.flatMap((list) => list.split(',')));
    const { ca, isNew } = await openDevCa(folder, names, now);
    const { certificate, certificateFile, keyFile, renewed } = await openDevLeaf(folder, ca, names, now);
    const root = join(folder, 'ca.pem');
    const pins = [
      { role: 'leaf', pin: certificate.pin },
      { role: 'issuing CA', pin: ca.issuing.pin },
      { role: 'root', pin: ca.root.pin },
    ];
    const exposed = isNew ? publicAmong(names).map(({ text }) => text) : [];
    return {
      json: {
        ca: { file: root, isNew, notAfter: ca.issuing.notAfter },
        leaf: {
          file: certificateFile,
          keyFile,
          names: names.map(({ text }) => text),
          notAfter: certificate.notAfter,
          renewed,
        },
        pins,
        trust: howToTrust(root),
      },
      lines: (style) => [
        `${isNew ? 'made' : 'used'} the CA in ${folder}, valid until ${dateOf(ca.issuing.notAfter)}`,
        `${renewed === null ? 'kept' : 'made'} ${certificateFile} and ${keyFile}, valid until ${dateOf(certificate.notAfter)}`,
        ...(renewed === null || renewed === 'it is new' ? [] : [`renewed, for ${renewed}`]),
        ...(exposed.length === 0
          ? []
          : [
              style.warning(
                `Whoever steals a key of this folder can stand in for ${exposed.join(', ')} at devices that trust it.`,
              ),
            ]),
        style.strong('pins'),
        ...columns(pins.map(({ role, pin }) => [`  ${pin}`, role])),
        style.strong(`to trust ${root}`),
        ...howToTrust(root).flatMap(({ platform, steps }) => [`  ${platform}`, ...steps.map((step) => `    ${step}`)]),
      ],
    };
  },
});
