// The lab as a proxy: every connection is ended under the user CA, a header is put into each answer, and all is recorded.
// Options: the upstream's port, and the file of its root.
import { readFileSync } from 'node:fs';
import { GenuineServers, openFront } from '../../packages/lab/src/engine/front.ts';
import { makeLabCas } from '../../packages/lab/src/forge/lab-cas.ts';
import { answerQuestions } from './part.ts';

const [port, root] = process.argv.slice(2);
let connections = 0;
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
  onConnection: () => {
    connections++;
  },
});
process.on('disconnect', () => process.exit());
answerQuestions({ port: () => front.port, connections: () => connections });
