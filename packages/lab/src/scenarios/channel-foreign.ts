import type { Scenario } from '../scenario.ts';
import { answering, channelAttack, documentAnswer } from './channel-attack.ts';

export const channelForeign: Scenario = {
  id: 'channel-foreign',
  title: "Somebody else's pins",
  group: 'pin updates',
  attack:
    "Delivers a document that is in order in itself, for the same app and hosts, with the attacker's pins and signatures.",
  must: "The app must take pins from its own owner's keys alone.",
  why: 'Who can put a document in the way of an update decides whom the app trusts, if the signature is not checked, or checked with a key that comes along with it.',
  repair: 'Build the app with the keys that may sign its pins, and check every document against these.',
  standards: ['MASVS-NETWORK-2', 'MASTG-TEST-0244', 'MASWE-0047'],
  needs: ['trusted-ca', 'channel', 'foreign-document'],
  gaveNoOpening: null,
  deviceTrusts: ['user-ca'],
  isDecisive: false,
  passes: ['genuine', 'attacked'],
  treat: channelAttack(({ channelDocuments: { foreign } }) =>
    foreign ? answering(documentAnswer(foreign)) : { kind: 'relay' },
  ),
};
