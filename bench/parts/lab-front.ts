// The lab as a proxy: every connection is ended under the user CA, a header is put into each answer, and all is recorded, and
// written to disk when a connection ends, as mitmproxy writes its flows.
// Options: the upstream's port, the file of its root, and a folder for captures.
import { readFileSync } from 'node:fs';
import { GenuineServers, openFront } from '../../packages/lab/src/engine/front.ts';
import { writeEvidence } from '../../packages/lab/src/evidence/write-evidence.ts';
import { makeLabCas } from '../../packages/lab/src/forge/lab-cas.ts';
import { answerQuestions } from './part.ts';

const [port, root, folder] = process.argv.slice(2);
const captured = { requests: 0, areWhole: true };
const front = await openFront({
  cas: makeLabCas(Math.floor(Date.now() / 1_000)),
  genuine: new GenuineServers({
    anchors: readFileSync(root!, 'utf8'),
    resolve: () => ({ host: '127.0.0.1', port: Number(port) }),
  }),
  decide: () => ({
    treatment: {
      kind: 'terminate',
      shows: { kind: 'forged', signer: 'user-ca' },
      answer: { kind: 'forward', addHeaders: [['X-Bench', '1']] },
    },
    isAttack: true,
  }),
  onConnection(connection) {
    captured.requests += connection.requests.length;
    captured.areWhole &&= !connection.wire.isCut;
    const capture = { name: String(connection.id), says: ['bench'], connections: [connection] };
    void writeEvidence(folder!, capture, 'unredacted');
  },
});
process.on('disconnect', () => process.exit());
answerQuestions({ port: () => front.port, captured: () => front.settled().then(() => captured) });
