import { defineCommand } from '../command.ts';
import { loadLab } from '../lab/load-lab.ts';

export const labScenarios = defineCommand({
  name: 'scenarios',
  summary: 'list the attacks of the lab: what an app must do in each, and why',
  examples: ['livepin lab scenarios', 'livepin lab scenarios --json'],
  async run() {
    const { scenarios } = await loadLab();
    return {
      json: scenarios.map(({ id, title, group, attack, must, why, repair, standards, needs }) => ({
        id,
        title,
        group,
        attack,
        must,
        why,
        repair,
        standards,
        needs,
      })),
      lines: (style) =>
        [...Map.groupBy(scenarios, ({ group }) => group)].flatMap(([group, some]) => [
          style.strong(group),
          ...some.flatMap(({ id, attack, must, why, standards }) => [
            `  ${style.strong(id)}  ${style.faint(standards.join(' '))}`,
            `    ${attack}`,
            `    ${must}`,
            `    ${style.faint(why)}`,
          ]),
        ]),
    };
  },
});
